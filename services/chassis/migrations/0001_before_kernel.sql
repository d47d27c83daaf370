-- The kernel of a service's database: the log, its receipts, the places readers have reached, keys.
-- Run as the owner. `service_role` is set for the session before migrations run.

create schema kernel;

-- The truth. Positions are dense and follow commit order; nothing is ever changed.
create table kernel.event (
    position       bigint      primary key,
    stream         text        not null check (stream <> ''),
    version        int         not null check (version > 0),
    event_id       uuid        not null,
    type           text        not null,
    schema         smallint    not null,
    occurred_at    timestamptz not null,
    recorded_at    timestamptz not null,
    actor          text        not null,
    org            text        not null,
    region         text        not null,
    command_id     uuid        not null,
    correlation_id uuid        not null,
    causation_id   uuid        not null,
    data           json        not null,
    hash           bytea       not null,
    unique (stream, version)
);
comment on column kernel.event.data is 'json, not jsonb: the text is kept byte for byte, for the hash and for the relay';

create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the event table is append-only' using errcode = 'ES003';
end $$;
create trigger event_is_append_only before update or delete on kernel.event
    for each row execute function kernel.refuse_change();
create trigger event_is_never_truncated before truncate on kernel.event
    for each statement execute function kernel.refuse_change();

-- One row: the end of the log. Whoever holds its lock is the one who appends.
create table kernel.log_head (
    one         boolean     primary key default true check (one),
    position    bigint      not null,
    hash        bytea       not null,
    recorded_at timestamptz not null
);
insert into kernel.log_head values (true, 0, decode(repeat('00', 32), 'hex'), '1970-01-01Z');

-- What became of every command, for ever.
create table kernel.receipt (
    command_id  uuid        primary key,
    request     bytea       not null,
    stream      text        not null,
    version     int         not null,
    position    bigint      not null,
    code        text,
    reason      text,
    recorded_at timestamptz not null
);

-- How far each reader has come in each source; `build` is the schema a view is folded into, `hash` the link of the
-- event at `position`: a source that holds another event there is not the one that was read (null: not known).
create table kernel.checkpoint (
    consumer   text        not null,
    source     text        not null,
    position   bigint      not null,
    build      text        not null default '',
    hash       bytea,
    updated_at timestamptz not null default now(),
    primary key (consumer, source)
);

-- Events that a reader could not take, and the later events of their streams. The payload stays in the stream.
create table kernel.parked (
    consumer  text        not null,
    source    text        not null,
    position  bigint      not null,
    stream    text        not null,
    type      text        not null,
    error     text        not null,
    parked_at timestamptz not null default now(),
    primary key (consumer, source, position)
);

-- Posts from the bus that could not become commands. The post itself stays in the POSTS stream.
-- `posted_ns` is when the bus took it: after a wiped store its sequences begin again.
create table kernel.refused_post (
    position   bigint      not null,
    posted_ns  bigint      not null,
    subject    text        not null,
    command_id uuid,
    code       text        not null,
    reason     text        not null,
    refused_at timestamptz not null default now(),
    primary key (position, posted_ns)
);
create index refused_post_command on kernel.refused_post (command_id);

-- Builds of views; one live build for each view.
create table kernel.view_build (
    view       text        not null,
    build      text        primary key,
    live       boolean     not null,
    created_at timestamptz not null default now()
);
create unique index view_build_live on kernel.view_build (view) where live;

-- What process managers wait for.
create table kernel.deadline (
    process  text        not null,
    instance text        not null,
    name     text        not null,
    due_at   timestamptz not null,
    org      text        not null,
    region   text        not null,
    primary key (process, instance, name)
);
create index deadline_due on kernel.deadline (due_at);

-- One key for each person, wrapped by a key that is not in this database. Emptying it erases the person.
create table kernel.person_key (
    subject    text        primary key,
    wrapped    bytea       not null,
    created_at timestamptz not null default now()
);

-- Finds a person again by a keyed digest of an identifying number.
create table kernel.blind_index (
    kind    text  not null,
    digest  bytea not null,
    subject uuid  not null,
    primary key (kind, digest)
);
create index blind_index_subject on kernel.blind_index (subject);
