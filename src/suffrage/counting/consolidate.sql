-- The sums: for each contest, and for each area of the tree.
--
-- It reads `area_figures` and `area_stations` (check.sql), the canonical tables, `covers`, and
--   within        each area with each area that it lies in, itself included (area_id, above_id)
--   counted_votes the votes of the statements that count, with their station's area (area_id, contest_id, option_id, votes)
-- A figure is known for a sum only if every statement in it has the figure; otherwise it is NULL.

-- Votes of each option in each area that has stations.
CREATE TABLE area_votes AS
SELECT area_id, contest_id, option_id, SUM(votes) AS votes
FROM counted_votes
GROUP BY area_id, contest_id, option_id;

-- Votes of each option of each contest; an option nobody chose has 0.
CREATE TABLE contest_votes AS
SELECT o.contest_id, o.option_id, COALESCE(SUM(a.votes), 0) AS votes
FROM options o
LEFT JOIN area_votes a ON a.contest_id = o.contest_id AND a.option_id = o.option_id
GROUP BY o.contest_id, o.option_id;

-- Votes of each option in each section of its contest: an area just below the contest's own.
CREATE VIEW section_votes AS
SELECT v.contest_id, s.area_id AS section_id, v.option_id, SUM(v.votes) AS votes
FROM area_votes v
JOIN contests c ON c.contest_id = v.contest_id
JOIN within w ON w.area_id = v.area_id
JOIN areas s ON s.area_id = w.above_id AND s.parent_id = c.area_id
GROUP BY v.contest_id, s.area_id, v.option_id;

-- The figures of each contest.
CREATE TABLE contest_figures AS
SELECT c.contest_id, c.round, c.seats, c.population,
       CASE WHEN COUNT(a.registered) = COUNT(*) THEN SUM(a.registered) END AS registered,
       CASE WHEN COUNT(a.voters) = COUNT(*) THEN SUM(a.voters) END AS voters,
       CASE WHEN COUNT(a.ballots) = COUNT(*) THEN SUM(a.ballots) END AS ballots,
       CASE WHEN COUNT(a.blank) = COUNT(*) THEN SUM(a.blank) END AS blank,
       CASE WHEN COUNT(a.null_papers) = COUNT(*) THEN SUM(a.null_papers) END AS null_papers,
       CASE WHEN COUNT(a.valid) = COUNT(*) THEN SUM(a.valid) END AS valid
FROM contests c
LEFT JOIN area_figures a ON a.contest_id = c.contest_id
GROUP BY c.contest_id, c.round, c.seats, c.population;

-- How many stations of each area, and of the areas below it, must report in each round.
CREATE TABLE level_stations AS
SELECT w.above_id AS area_id, r.round, SUM(n.stations) AS stations
FROM area_stations n
JOIN (SELECT DISTINCT v.area_id, c.round FROM covers v JOIN contests c ON c.contest_id = v.contest_id) r ON r.area_id = n.area_id
JOIN within w ON w.area_id = n.area_id
GROUP BY w.above_id, r.round;

-- The figures of each area of the tree, in each round.
CREATE TABLE level_figures AS
SELECT n.area_id, n.round, n.stations, COALESCE(SUM(a.reported), 0) AS reported,
       CASE WHEN COUNT(a.registered) = COUNT(*) THEN SUM(a.registered) END AS registered,
       CASE WHEN COUNT(a.voters) = COUNT(*) THEN SUM(a.voters) END AS voters,
       CASE WHEN COUNT(a.ballots) = COUNT(*) THEN SUM(a.ballots) END AS ballots,
       CASE WHEN COUNT(a.blank) = COUNT(*) THEN SUM(a.blank) END AS blank,
       CASE WHEN COUNT(a.null_papers) = COUNT(*) THEN SUM(a.null_papers) END AS null_papers,
       CASE WHEN COUNT(a.valid) = COUNT(*) THEN SUM(a.valid) END AS valid
FROM level_stations n
LEFT JOIN (
    SELECT w.above_id, c.round, f.*
    FROM area_figures f
    JOIN within w ON w.area_id = f.area_id
    JOIN contests c ON c.contest_id = f.contest_id
) a ON a.above_id = n.area_id AND a.round = n.round
GROUP BY n.area_id, n.round, n.stations;

-- The votes of each area of the tree, in each round: by party where the options have one, otherwise by option.
CREATE TABLE level_votes AS
SELECT w.above_id AS area_id, c.round, o.party_id, o.option_id, SUM(v.votes) AS votes
FROM area_votes v
JOIN within w ON w.area_id = v.area_id
JOIN contests c ON c.contest_id = v.contest_id
JOIN options o ON o.contest_id = v.contest_id AND o.option_id = v.option_id
GROUP BY w.above_id, c.round, o.party_id, o.option_id;
