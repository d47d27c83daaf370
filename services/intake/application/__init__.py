"""Applications for legal aid (法律援助申请)."""
