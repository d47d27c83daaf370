-- One text for everything the view holds, in codes and never in ids, so that two builds of one log agree.
-- Hashes are summed, not concatenated: no sort of millions of rows, and the order of rows cannot matter.
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
