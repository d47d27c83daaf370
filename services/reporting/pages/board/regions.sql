-- name: find
-- Divisions whose code begins with, or whose name holds, what was typed, under the names they have on a day; with the
-- names of their superiors, which tell one 城关镇 from another. The shorter code first: the higher level.
SELECT code, name, (
    SELECT string_agg(upper.name, ' ' ORDER BY step)
    FROM route CROSS JOIN LATERAL unnest(route.path) WITH ORDINALITY AS superior (id, step)
    JOIN place USING (id)
    JOIN LATERAL (SELECT name FROM region WHERE region.code = place.code AND valid_from <= $3
                  ORDER BY valid_from DESC LIMIT 1) AS upper ON true
    WHERE route.code = found.code AND $3 BETWEEN first_day AND last_day AND place.code <> found.code) AS within
FROM (
    SELECT DISTINCT ON (code) code, name FROM region
    WHERE $3 BETWEEN valid_from AND valid_to AND (code LIKE $1 OR name LIKE $2)
    ORDER BY code, valid_from DESC
) AS found
ORDER BY (name = $4) DESC, length(code), code
LIMIT $5;

-- name: named
-- Divisions of these codes under the names they have on a day.
SELECT DISTINCT ON (code) code, name FROM region
WHERE code = ANY ($1::text[]) AND valid_from <= $2
ORDER BY code, valid_from DESC;

-- name: busiest
-- The smallest division that holds the most facts: where a newcomer wants to look first.
SELECT code FROM (SELECT place, sum(count) AS facts FROM cube_now WHERE bucket < 10000 GROUP BY place) AS counted
JOIN place ON place.id = counted.place
ORDER BY facts DESC, length(code) DESC, code LIMIT 1;

-- name: last_day
-- The last part of a month in which a division has facts, by its first day, as 20100516; null when it has none.
SELECT greatest((SELECT max(bucket) FROM cube WHERE place = division.id AND bucket > 10000000),
                (SELECT max(part_of(day)) FROM unsummed_of(division.id)))
FROM place AS division WHERE code = $1;

-- name: first_day
SELECT least((SELECT min(bucket) FROM cube WHERE place = division.id AND bucket > 10000000),
             (SELECT min(part_of(day)) FROM unsummed_of(division.id)))
FROM place AS division WHERE code = $1;
