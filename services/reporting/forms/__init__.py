"""Forms (报表) as data: one TOML file for each edition of a form, read once."""
