-- The service reads the log, appends through the one function, and keeps its own places and keys.
do $$
declare
    service text := current_setting('yingyuan.service_role');
begin
    execute format('grant usage on schema kernel to %I, auditor', service);
    execute format('grant select on all tables in schema kernel to %I', service);
    execute format('grant execute on function kernel.append_v1 to %I', service);
    execute format('grant insert, update, delete on kernel.checkpoint, kernel.parked, kernel.deadline to %I', service);
    execute format('grant insert on kernel.refused_post to %I', service);
    execute format('grant insert, update (wrapped) on kernel.person_key to %I', service);
    execute format('grant insert, delete on kernel.blind_index to %I', service);
    -- for update, for share: only to hold the end of the log still while something is compared with it
    grant select on kernel.event, kernel.log_head, kernel.receipt, kernel.checkpoint, kernel.parked,
        kernel.refused_post, kernel.view_build, kernel.deadline to auditor;
end $$;
