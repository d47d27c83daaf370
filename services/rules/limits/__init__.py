"""Time limits: so many days after something happened."""

from services.rules.limits.limit import Limit, limit

__all__ = ["Limit", "limit"]
