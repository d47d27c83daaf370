"""Forms (报表) as data: one TOML file per edition of a form, read once."""
