-- A view's table is named after the view, in every build that there is.
do $$
declare
    one record;
begin
    for one in
        select b.build, t.before, t.after
        from kernel.view_build b
        join (values ('tasks', 'task', 'tasks')) as t (view, before, after) on t.view = b.view
    loop
        if to_regclass(format('%I.%I', one.build, one.before)) is not null then
            execute format('alter table %I.%I rename to %I', one.build, one.before, one.after);
        end if;
    end loop;
end $$;
