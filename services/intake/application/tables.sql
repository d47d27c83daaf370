-- What the aid centre's window sees: applications and where they stand. No personal data: names are opened on demand.
create table applications (
    application_id uuid        primary key,
    applicant      uuid        not null,
    org            text        not null,
    region         text        not null,
    matter         text        not null,
    received_at    timestamptz not null,
    decide_by      date        not null,
    status         text        not null,
    document       text
);
create index application_due on applications (decide_by) where status = 'received';
