-- One service's database and its two roles. Included by roles.sql, which sets the psql variables
-- service (stem of the role names), database, owner_password and service_password.

\set owner :service '_owner'

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY[:'owner', :'service']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE :"owner" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 10
    PASSWORD :'owner_password';
ALTER ROLE :"service" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION CONNECTION LIMIT 24
    PASSWORD :'service_password';

-- The owner migrates and rebuilds views over the whole log: no limit on a statement, a firm one on waiting for locks.
ALTER ROLE :"owner" SET lock_timeout = '30s';
ALTER ROLE :"owner" SET idle_in_transaction_session_timeout = '5min';

-- The service answers people: whatever takes longer than this is a fault, and must not hold the log's head.
ALTER ROLE :"service" SET statement_timeout = '30s';
ALTER ROLE :"service" SET lock_timeout = '10s';
ALTER ROLE :"service" SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE :"service" SET transaction_timeout = '2min';

SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8''', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"service", auditor;

\set home :DBNAME
\connect :"database"

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"service", auditor;
GRANT USAGE, CREATE ON SCHEMA public TO :"owner";

-- What the owner creates later: the auditor reads it; functions belong to the service, not to everybody
-- (an append function that runs with its owner's rights would otherwise let the auditor write).
-- Rights on tables are granted to the service by the migration that creates them.
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT SELECT ON TABLES TO auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT SELECT ON SEQUENCES TO auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT USAGE ON SCHEMAS TO auditor;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT EXECUTE ON FUNCTIONS TO :"service";

\connect :"home"
