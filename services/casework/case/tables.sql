-- What the aid centre's desk sees: cases and who holds them.
create table cases (
    case_id   uuid        primary key,
    entry     text        not null,
    status    text        not null,
    org       text        not null,
    region    text        not null,
    firm      text,
    provider  text,
    worker    text,
    result    text,
    opened_at timestamptz not null
);
create index case_file_open on cases (opened_at desc, case_id);
