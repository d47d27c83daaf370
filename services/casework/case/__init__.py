"""Legal-aid cases (法律援助案件)."""
