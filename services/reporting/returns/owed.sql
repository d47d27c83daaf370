-- name: new_days
-- Days and routes (topmost first) of the facts that came in after a position of a log.
SELECT DISTINCT found.day, (
    SELECT array_agg(place.code ORDER BY level)
    FROM unnest(route.path) WITH ORDINALITY AS step (id, level) JOIN place ON place.id = step.id
) AS path
FROM (SELECT DISTINCT region, day FROM fact WHERE source = $1 AND position > $2 AND position <= $3) AS found
JOIN route ON route.code = found.region AND found.day BETWEEN route.first_day AND route.last_day

-- name: folded
-- How far the statistics have come in a log, as this snapshot shows them.
SELECT position FROM kernel.checkpoint WHERE consumer = 'statistics' AND source = $1

-- name: active
-- The routes (topmost first) of every division that facts come from.
SELECT DISTINCT (
    SELECT array_agg(place.code ORDER BY level)
    FROM unnest(route.path) WITH ORDINALITY AS step (id, level) JOIN place ON place.id = step.id
) AS path
FROM (SELECT DISTINCT region FROM fact) AS found
JOIN route ON route.code = found.region AND $1::date BETWEEN route.first_day AND route.last_day

-- name: names
-- What the county-level divisions and cities are called now.
SELECT DISTINCT ON (code) code, name FROM region WHERE length(code) IN (4, 6) ORDER BY code, valid_from DESC
