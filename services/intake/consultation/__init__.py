"""Consultations (法律咨询)."""
