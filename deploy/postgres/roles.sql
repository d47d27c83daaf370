-- Databases and roles. Run by psql as the superuser, as often as wanted:
--     PGPASSWORD=... psql --no-psqlrc -v ON_ERROR_STOP=1 -f roles.sql
-- Passwords come from the environment (<ROLE>_PASSWORD, upper case), never from a command line another user can read.
--
-- Per service one database and two roles: <service>_owner owns the schema and migrates it, <service> serves.
-- The auditor reads everything and writes nothing: `verify` and `doctor` use it.

SELECT 'CREATE ROLE auditor' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'auditor') \gexec

\getenv auditor_password AUDITOR_PASSWORD
ALTER ROLE auditor LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 16 PASSWORD :'auditor_password';
-- An audit folds whole logs, so a statement may be long; the transaction stays read-only whatever was granted.
ALTER ROLE auditor SET default_transaction_read_only = on;
ALTER ROLE auditor SET statement_timeout = '30min';
ALTER ROLE auditor SET lock_timeout = '10s';
ALTER ROLE auditor SET idle_in_transaction_session_timeout = '5min';

REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;

\set service intake
\set database intake
\getenv owner_password INTAKE_OWNER_PASSWORD
\getenv service_password INTAKE_PASSWORD
\ir service.sql

\set service casework
\set database casework
\getenv owner_password CASEWORK_OWNER_PASSWORD
\getenv service_password CASEWORK_PASSWORD
\ir service.sql

\set service reporting
\set database reporting
\getenv owner_password REPORTING_OWNER_PASSWORD
\getenv service_password REPORTING_PASSWORD
\ir service.sql

\set service notify
\set database notify
\getenv owner_password NOTIFY_OWNER_PASSWORD
\getenv service_password NOTIFY_PASSWORD
\ir service.sql
