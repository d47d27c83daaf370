-- name: hold
-- Two followers, one for each source, fold into this build; one at a time, so that each may trust what it has looked up.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0));

-- name: register_regions
-- The last word of the batch on each span of each division.
INSERT INTO region AS known (code, valid_from, valid_to, name, parent)
SELECT DISTINCT ON (1, 2)
    said->>'code',
    coalesce((said->>'valid_from')::date, '-infinity'),
    coalesce((said->>'valid_to')::date, 'infinity'),
    said->>'name',
    said->>'parent'
FROM unnest($1::bigint[], $2::jsonb[]) AS event (position, said)
ORDER BY 1, 2, position DESC
ON CONFLICT (code, valid_from) DO UPDATE
SET valid_to = excluded.valid_to, name = excluded.name, parent = excluded.parent;

-- name: place_regions
INSERT INTO place (code)
SELECT DISTINCT code FROM unnest($1::text[]) AS code
EXCEPT SELECT code FROM place;

-- name: reroute
-- Draw the routes of these divisions and of all below them anew: the codes that lost a route they had, and the new routes.
-- A superior that is not registered (yet) is left out: a route begins with the highest division that is.
WITH RECURSIVE below AS (
    SELECT code COLLATE "C" FROM unnest($1::text[]) AS code
    UNION
    SELECT region.code FROM region JOIN below ON region.parent = below.code
), span AS (
    SELECT code, parent, valid_from AS first_day,
           least(valid_to, lead(valid_from) OVER (PARTITION BY code ORDER BY valid_from) - 1) AS last_day
    FROM region
    WHERE code IN (SELECT code FROM below)
), climb AS (
    SELECT span.code, span.parent, span.first_day, span.last_day, ARRAY[place.id] AS path
    FROM span JOIN place USING (code)
    WHERE span.first_day <= span.last_day
    UNION ALL
    SELECT climb.code, upper.parent, greatest(climb.first_day, upper.valid_from), least(climb.last_day, upper.last_day),
           place.id || climb.path
    FROM climb
    CROSS JOIN LATERAL (
        SELECT region.parent, region.valid_from, least(region.valid_to, (
            SELECT min(later.valid_from) - 1 FROM region AS later
            WHERE later.code = region.code AND later.valid_from > region.valid_from)) AS last_day
        FROM region WHERE region.code = climb.parent
    ) AS upper
    JOIN place ON place.code = climb.parent
    WHERE greatest(climb.first_day, upper.valid_from) <= least(climb.last_day, upper.last_day)
      AND place.id <> ALL (climb.path)             -- a circle of superiors leads nowhere
), drawn AS (
    SELECT code, first_day, last_day, path FROM climb
    WHERE parent IS NULL OR parent NOT IN (SELECT code FROM region)
), gone AS (
    DELETE FROM route
    WHERE code IN (SELECT code FROM below)
      AND (code, first_day, last_day, path) NOT IN (SELECT code, first_day, last_day, path FROM drawn)
    RETURNING code
), come AS (
    SELECT code, first_day, last_day, path::text FROM drawn
    WHERE (code, first_day, last_day, path) NOT IN (SELECT code, first_day, last_day, path FROM route)
)
SELECT (SELECT coalesce(array_agg(DISTINCT code), '{}') FROM gone) AS lost,
       coalesce(array_agg(code), '{}') AS codes,
       coalesce(array_agg(first_day), '{}') AS first_days,
       coalesce(array_agg(last_day), '{}') AS last_days,
       coalesce(array_agg(path), '{}') AS paths
FROM come;

-- name: draw_routes
-- Apart from `reroute`: one statement cannot delete and insert the same key.
INSERT INTO route (code, first_day, last_day, path)
SELECT code, first_day, last_day, path::integer[]
FROM unnest($1::text[], $2::date[], $3::date[], $4::text[]) AS come (code, first_day, last_day, path);

-- name: is_waited_for
SELECT EXISTS (SELECT FROM waiting WHERE region = ANY ($1::text[]));

-- name: wait_if_counted
INSERT INTO waiting
SELECT code FROM place
WHERE code = ANY ($1::text[]) AND EXISTS (SELECT FROM cube WHERE cube.place = place.id)
ON CONFLICT DO NOTHING;

-- name: wait
INSERT INTO waiting SELECT DISTINCT region FROM unnest($1::text[]) AS region ON CONFLICT DO NOTHING;

-- name: count_events
-- Facts, cube and distinct rows of a batch in one statement, so that its JSON is read once. Gives the divisions that the
-- register puts nowhere on the day of an event: such a fact is kept, and counts in no division.
WITH event AS MATERIALIZED (
    SELECT position, stream, event_id, type, occurred_at, recorded_at, org, region, day,
           to_char(day, 'YYYYMMDD')::integer AS ymd,
           CASE type
               WHEN 'consultation-recorded' THEN 'consultation'
               WHEN 'activity-recorded' THEN said->>'matter'
               ELSE 'aid-case'                     -- case-registered, case-assigned
           END AS matter,
           coalesce(said->>'channel', '') AS channel,
           said->>'provider' AS provider,
           coalesce((said->>'grouped')::boolean, false) AS grouped,
           coalesce((said->>'quantity')::integer, 1) AS quantity,
           coalesce((said->>'people')::integer, 1) AS people,
           (said->>'money')::bigint AS money,
           said->>'served' AS subject,
           said->>'worker' AS worker,
           said->>'campaign' AS campaign,
           said->>'number' AS number
    FROM (
        SELECT *, data::jsonb AS said, (occurred_at AT TIME ZONE 'Asia/Shanghai')::date AS day
        FROM unnest($2::bigint[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                    $8::text[], $9::text[], $10::text[])
            AS given (position, stream, event_id, type, occurred_at, recorded_at, org, region, data)
        OFFSET 0                                   -- keeps PostgreSQL from reading the JSON anew for each field
    ) AS given
    WHERE type <> 'case-assigned' OR (said->>'counted')::boolean
), new_kind AS (
    INSERT INTO kind (matter, channel, provider, grouped)
    SELECT DISTINCT matter, channel, provider, grouped FROM event
    EXCEPT SELECT matter, channel, provider, grouped FROM kind
    RETURNING id, matter, channel, provider, grouped
), sorted AS MATERIALIZED (
    SELECT event.*, any_kind.id AS kind, route.path
    FROM event
    JOIN (SELECT id, matter, channel, provider, grouped FROM kind
          UNION ALL
          SELECT id, matter, channel, provider, grouped FROM new_kind) AS any_kind
        USING (matter, channel, provider, grouped)
    LEFT JOIN route ON route.code = event.region AND event.day BETWEEN route.first_day AND route.last_day
), new_fact AS (
    INSERT INTO fact (source, position, event_id, stream, type, kind, org, region, day, occurred_at, recorded_at,
                      quantity, people, money, subject, worker, campaign, number)
    SELECT $1, position, event_id, stream, type, kind, org, region, day, occurred_at, recorded_at,
           quantity, people, money, subject, worker, campaign, number
    FROM sorted
), counted AS (
    -- Sorted, so that neighbours are written together. Straight from integers: their sums are bigint, those of bigint
    -- numeric and slow. Not MERGE: its join may read all of the cube, by a plan made while that was small.
    INSERT INTO cube AS known (place, bucket, kind, count, quantity, people, money)
    SELECT place, bucket, kind, count(*), sum(quantity), sum(people), coalesce(sum(money), 0)::bigint
    FROM sorted
    CROSS JOIN LATERAL unnest(path) AS place
    CROSS JOIN LATERAL (VALUES (ymd), (ymd / 100), (ymd / 10000)) AS at (bucket)
    GROUP BY place, bucket, kind
    ORDER BY place, bucket, kind
    ON CONFLICT (place, bucket, kind) DO UPDATE
    SET count = known.count + excluded.count, quantity = known.quantity + excluded.quantity,
        people = known.people + excluded.people, money = known.money + excluded.money
), named AS (
    SELECT path, kind, ymd, false AS by_worker, subject AS name FROM sorted WHERE subject IS NOT NULL
    UNION ALL
    SELECT path, kind, ymd, true, worker FROM sorted JOIN worker_counted USING (matter)
), met AS (
    -- One batch at a time (see hold), so looking first is safe, and cheaper than running into conflicts.
    INSERT INTO seen (place, kind, by_worker, bucket, name)
    SELECT place, kind, by_worker, bucket, name
    FROM (SELECT DISTINCT place, kind, by_worker, bucket, name
          FROM named
          CROSS JOIN LATERAL unnest(path) AS place
          CROSS JOIN LATERAL (VALUES (ymd), (ymd / 100), (ymd / 10000)) AS at (bucket)) AS present
    WHERE NOT EXISTS (
        SELECT FROM seen
        WHERE (seen.place, seen.kind, seen.by_worker, seen.bucket, seen.name)
            = (present.place, present.kind, present.by_worker, present.bucket, present.name)
        OFFSET 0)                                  -- one look into the index each, never a join that reads all of seen
    ORDER BY place, kind, by_worker, bucket, name
)
SELECT coalesce(array_agg(DISTINCT region), '{}') FROM sorted WHERE path IS NULL;

-- name: take_time
-- A recount of a long log outlasts what an answer to a person may take.
SELECT set_config('statement_timeout', '0', true), set_config('transaction_timeout', '0', true);

-- name: clear_cube
DELETE FROM cube;

-- name: clear_seen
DELETE FROM seen;

-- name: recount_cube
-- The whole cube from the facts in one pass.
INSERT INTO cube (place, bucket, kind, count, quantity, people, money)
WITH by_day AS MATERIALIZED (
    SELECT region, day, kind, count(*) AS count, sum(quantity) AS quantity, sum(people) AS people,
           coalesce(sum(money), 0)::bigint AS money
    FROM fact
    GROUP BY region, day, kind
), dated AS MATERIALIZED (
    SELECT path, to_char(day, 'YYYYMMDD')::integer AS ymd, kind, count, quantity, people, money
    FROM by_day JOIN route ON code = region AND day BETWEEN first_day AND last_day
)
SELECT place, bucket, kind, sum(count)::bigint, sum(quantity)::bigint, sum(people)::bigint, sum(money)::bigint
FROM dated
CROSS JOIN LATERAL unnest(path) AS place
CROSS JOIN LATERAL (VALUES (ymd), (ymd / 100), (ymd / 10000)) AS at (bucket)
GROUP BY place, bucket, kind
ORDER BY place, bucket, kind;

-- name: recount_seen
INSERT INTO seen (place, kind, by_worker, bucket, name)
WITH named AS (
    SELECT region, day, kind, false AS by_worker, subject AS name FROM fact WHERE subject IS NOT NULL
    UNION
    SELECT region, day, kind, true, worker FROM fact
    WHERE kind IN (SELECT id FROM kind JOIN worker_counted USING (matter))
), dated AS MATERIALIZED (
    SELECT path, kind, to_char(day, 'YYYYMMDD')::integer AS ymd, by_worker, name
    FROM named JOIN route ON code = region AND day BETWEEN first_day AND last_day
)
SELECT DISTINCT place, kind, by_worker, bucket, name
FROM dated
CROSS JOIN LATERAL unnest(path) AS place
CROSS JOIN LATERAL (VALUES (ymd), (ymd / 100), (ymd / 10000)) AS at (bucket)
ORDER BY place, kind, by_worker, bucket, name;
