-- What is due, and what was done.
create table tasks (
    task_id      uuid primary key,
    kind         text not null,
    title        text not null,
    due          date not null,
    about        text not null,
    reason       text not null,
    org          text not null,
    region       text not null,
    status       text not null default 'open',
    completed_by text,
    outcome      text
);
create index task_due on tasks (due, task_id) where status = 'open';
