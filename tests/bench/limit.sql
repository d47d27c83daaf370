-- The plainest event table that still keeps order and refuses a second event in the same place of a stream.
create table plain (
    position       bigint generated always as identity unique,
    stream_id      text        not null,
    version        int         not null,
    event_id       uuid        not null,
    type           text        not null,
    occurred_at    timestamptz not null,
    correlation_id uuid        not null,
    causation_id   uuid        not null,
    data           jsonb       not null,
    primary key (stream_id, version)
);
