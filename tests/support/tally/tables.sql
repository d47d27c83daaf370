-- A toy view: what a counter stands at and how many events brought it there.
create table tally (
    counter text   primary key,
    total   bigint not null,
    events  bigint not null
);
