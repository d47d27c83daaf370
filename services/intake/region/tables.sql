-- Which divisions there are, for the doors: a record from an unknown division is refused.
create table regions (
    code   text primary key,
    name   text not null,
    parent text
);
