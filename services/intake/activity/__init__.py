"""Service activities (服务活动)."""
