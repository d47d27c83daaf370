-- The four databases as the release left them, into empty ones that deploy/postgres/roles.sql has made. Run by psql.
\connect intake
\ir intake.sql
\connect casework
\ir casework.sql
\connect reporting
\ir reporting.sql
\connect notify
\ir notify.sql
