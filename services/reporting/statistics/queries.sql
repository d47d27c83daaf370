-- name: hold
-- Two followers, one for each source, fold into this build. One at a time, so that what it has looked up stays true.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0));

-- name: register_regions
-- For each division and each span of days, what the batch said last.
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
-- Compute again the routes of these divisions and of all below them. Gives the codes that lost a route, and the new routes.
-- A superior that is not registered (yet) is left out: a route begins with the highest division that is. A day outside the
-- validity of a division counts as the nearest valid day before it, or as the first: so every fact of a registered division
-- is counted somewhere.
WITH RECURSIVE below AS (
    SELECT code COLLATE "C" FROM unnest($1::text[]) AS code
    UNION
    SELECT region.code FROM region JOIN below ON region.parent = below.code
), climb AS (
    SELECT code, span.parent, span.first_day, span.last_day, ARRAY[place.id] AS path
    FROM below JOIN place USING (code) CROSS JOIN LATERAL spans_of(code) AS span
    UNION ALL
    SELECT climb.code, upper.parent, greatest(climb.first_day, upper.first_day), least(climb.last_day, upper.last_day),
           place.id || climb.path
    FROM climb JOIN place ON place.code = climb.parent CROSS JOIN LATERAL spans_of(climb.parent) AS upper
    WHERE greatest(climb.first_day, upper.first_day) <= least(climb.last_day, upper.last_day)
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

-- name: keep_facts
-- A fact for each event of a batch. Gives the divisions that nobody registered.
WITH event AS MATERIALIZED (
    SELECT position, stream, event_id, type, occurred_at, recorded_at, org, region, day,
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
        OFFSET 0                                   -- without it PostgreSQL reads the JSON again for each field
    ) AS given
    WHERE type <> 'case-assigned' OR (said->>'counted')::boolean
), new_kind AS (
    INSERT INTO kind (matter, channel, provider, grouped)
    SELECT DISTINCT matter, channel, provider, grouped FROM event
    EXCEPT SELECT matter, channel, provider, grouped FROM kind
    RETURNING id, matter, channel, provider, grouped
), kept AS (
    INSERT INTO fact (source, position, event_id, stream, type, kind, org, region, day, occurred_at, recorded_at,
                      quantity, people, money, subject, worker, campaign, number)
    SELECT $1, position, event_id, stream, type, any_kind.id, org, region, day, occurred_at, recorded_at,
           quantity, people, money, subject, worker, campaign, number
    FROM event
    JOIN (SELECT id, matter, channel, provider, grouped FROM kind
          UNION ALL
          SELECT id, matter, channel, provider, grouped FROM new_kind) AS any_kind
        USING (matter, channel, provider, grouped)
)
SELECT coalesce(array_agg(region), '{}')
FROM (SELECT DISTINCT region FROM event) AS said
WHERE NOT EXISTS (SELECT FROM region AS known WHERE known.code = said.region);

-- name: take_time
-- For a statement that reads all facts of a long log: it may take longer than an answer to a person.
SELECT set_config('statement_timeout', '0', true), set_config('transaction_timeout', '0', true);

-- name: hold_sums
-- One transaction at a time adds to the sums, or makes them again; it may use more memory than a question.
SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' sums', 0)), set_config('work_mem', '64MB', true);

-- name: unsummed
-- Facts of each log that are not summed yet: those after one position, up to another, at most so many.
SELECT source, upto AS after, last
FROM summed
CROSS JOIN LATERAL (
    SELECT max(position) AS last
    FROM (SELECT position FROM fact
          WHERE fact.source = summed.source AND position > upto ORDER BY position LIMIT $1) AS next
) AS next
WHERE last IS NOT NULL;

-- name: wait_if_nowhere
-- Divisions that have no route on the day of a fact. The fact is left out of the sums; once there is a route, all sums are
-- made again.
INSERT INTO waiting
SELECT DISTINCT region
FROM (SELECT DISTINCT region, day FROM fact WHERE source = $1 AND position > $2 AND position <= $3) AS said
WHERE NOT EXISTS (SELECT FROM route WHERE code = region AND day BETWEEN first_day AND last_day)
ON CONFLICT DO NOTHING;

-- name: add_sums
-- Sorted, so that neighbouring rows are written together. Not MERGE: by a plan made while the cube was small, its join may
-- read the whole cube.
INSERT INTO cube AS known (place, bucket, kind, count, quantity, people, money)
SELECT * FROM sums_of($1, $2, $3) ORDER BY place, bucket, kind
ON CONFLICT (place, bucket, kind) DO UPDATE
SET count = known.count + excluded.count, quantity = known.quantity + excluded.quantity,
    people = known.people + excluded.people, money = known.money + excluded.money;

-- name: add_names
INSERT INTO seen AS known (place, kind, by_worker, bucket, name, first)
SELECT * FROM names_of($1, $2, $3) ORDER BY place, kind, by_worker, bucket, name
ON CONFLICT (place, kind, by_worker, bucket, name) DO UPDATE SET first = excluded.first WHERE excluded.first < known.first;

-- name: move_sums
UPDATE summed SET upto = $2 WHERE source = $1;

-- name: forget_sums
WITH gone AS (DELETE FROM cube), lost AS (DELETE FROM seen) UPDATE summed SET upto = 0;

-- name: digest
-- One text for everything the view holds, in codes and never in ids (which differ), so that two builds of one log agree.
-- Hashes are added, not concatenated: millions of rows need no sorting, and their order does not matter.
WITH sort AS MATERIALIZED (
    SELECT id, concat_ws(',', matter, channel, provider, grouped) AS kind FROM kind
), digest (part, rows, hash) AS (
    SELECT 'region', count(*), sum(hashtextextended(region::text, 0)) FROM region
    UNION ALL
    SELECT 'route', count(*), sum(hashtextextended(concat_ws('|', code, first_day, last_day, (
        SELECT string_agg(place.code, '/' ORDER BY step)
        FROM unnest(path) WITH ORDINALITY AS superior (id, step) JOIN place USING (id))), 0))
    FROM route
    UNION ALL
    SELECT 'fact', count(*), sum(hashtextextended(concat_ws('|', source, position, event_id, stream, type, sort.kind, org,
        region, day, extract(epoch FROM occurred_at), extract(epoch FROM recorded_at), quantity, people,
        coalesce(money::text, '-'), coalesce(subject, '-'), worker, coalesce(campaign, '-'), coalesce(number, '-')), 0))
    FROM fact JOIN sort ON sort.id = fact.kind
    UNION ALL
    SELECT 'cube', count(*), sum(hashtextextended(concat_ws('|', code, bucket, sort.kind, count, quantity, people, money), 0))
    FROM cube_now AS cube JOIN place ON place.id = cube.place JOIN sort ON sort.id = cube.kind
    UNION ALL
    SELECT 'seen', count(*), sum(hashtextextended(concat_ws('|', code, sort.kind, by_worker, bucket, name, first), 0))
    FROM seen_now AS seen JOIN place ON place.id = seen.place JOIN sort ON sort.id = seen.kind
)
SELECT string_agg(concat_ws(':', part, rows, coalesce(hash, 0)), ' ' ORDER BY part) FROM digest
