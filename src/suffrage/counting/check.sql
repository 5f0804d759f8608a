-- Every check that a results office makes on a statement, one block each, in plain SQL.
--
-- It reads the canonical tables, and these beside them:
--   newest      the statements that count (the highest version of each station and contest), each with
--                 votes, given, largest   the sum of its votes, how many rows of votes it has, the most that one option has
--                 area_id, on_the_list    its station's area, and how many were registered there before the vote
--                 options, covered_by     how many options its contest has; its contest, if the station's area votes in it
--   covers      which contest each area votes in (the area is the contest's own, or lies in it): area_id, contest_id
--   form        one row: blank_apart (blank papers are counted apart), has_ballots, ballots_over_voters
-- A check is true (it passes), false (it fails), or NULL (it cannot tell: a figure is missing; what is missing never passes).
-- `answers` says so in words, with the two operands of each check, a and b, as they stand in its formula.

-- One row for each statement that counts, with all that the checks compare.
CREATE VIEW facts AS
SELECT s.station_id, s.contest_id, s.version,
       s.registered, s.voters, s.ballots,
       s.blank_papers, s."null" AS null_papers, s.valid,
       s.blank_papers + s."null" AS void, s.blank_papers + s."null" + s.valid AS papers,
       s.votes, s.largest, COALESCE(s.given, 0) AS given, s.options,
       s.on_the_list, s.area_id, s.covered_by,
       s.has_ballots, s.ballots_over_voters
FROM (SELECT n.*, f.*, CASE WHEN f.blank_apart THEN n.blank ELSE 0 END AS blank_papers FROM newest n CROSS JOIN form f) s;

-- Each statement with every check on it.
CREATE VIEW verdicts AS
SELECT f.*,

       -- misplaced-statement: a statement's station lies in the area of its contest.
       covered_by IS NOT NULL AS misplaced_statement,

       -- missing-option: there is a number, if only 0, for each option of the contest.
       given = options AS missing_option,

       -- votes-sum: the votes of the options add up to the valid votes.
       votes = valid AS votes_sum,

       -- papers-sum: blank, null and valid papers add up to the papers found in the box.
       papers = ballots AS papers_sum,

       -- papers-voters: where the form does not count the papers, they are as many as the voters.
       papers = voters AS papers_voters,

       -- ballots-voters: no more papers in the box than voters, within what the law allows.
       ballots <= voters + ballots_over_voters AS ballots_voters,

       -- voters-registered: no more voters than people on the list.
       voters <= registered AS voters_registered,

       -- registered-list: the statement has as many registered as the station's list had before the vote.
       registered = on_the_list AS registered_list,

       -- all-zero: a station that counted at least one valid vote.
       valid > 0 AS all_zero,

       -- full-turnout: not everyone on a list of more than 50 voted.
       CASE WHEN voters IS NOT NULL THEN registered <= 50 OR voters < registered END AS full_turnout,

       -- one-sided: more than 50 valid votes do not all go to one of several options.
       CASE WHEN largest IS NOT NULL AND valid IS NOT NULL THEN valid <= 50 OR options = 1 OR largest < valid END AS one_sided,

       -- many-null: of more than 50 papers, not over a third are blank or null.
       papers <= 50 OR 3 * void <= papers AS many_null
FROM facts f;

-- For each area that has stations, and each contest: how many statements there are, how many pass each check, and their figures.
-- A figure is known for a sum only if every statement in it has the figure; otherwise it is NULL.
CREATE TABLE area_figures AS
SELECT area_id, contest_id, COUNT(*) AS reported,
       COUNT(CASE WHEN misplaced_statement THEN 1 END) AS misplaced_statement,
       COUNT(CASE WHEN missing_option THEN 1 END) AS missing_option,
       COUNT(CASE WHEN votes_sum THEN 1 END) AS votes_sum,
       COUNT(CASE WHEN papers_sum THEN 1 END) AS papers_sum,
       COUNT(CASE WHEN papers_voters THEN 1 END) AS papers_voters,
       COUNT(CASE WHEN ballots_voters THEN 1 END) AS ballots_voters,
       COUNT(CASE WHEN voters_registered THEN 1 END) AS voters_registered,
       COUNT(CASE WHEN registered_list THEN 1 END) AS registered_list,
       COUNT(CASE WHEN all_zero THEN 1 END) AS all_zero,
       COUNT(CASE WHEN full_turnout THEN 1 END) AS full_turnout,
       COUNT(CASE WHEN one_sided THEN 1 END) AS one_sided,
       COUNT(CASE WHEN many_null THEN 1 END) AS many_null,
       CASE WHEN COUNT(registered) = COUNT(*) THEN SUM(registered) END AS registered,
       CASE WHEN COUNT(voters) = COUNT(*) THEN SUM(voters) END AS voters,
       CASE WHEN COUNT(ballots) = COUNT(*) THEN SUM(ballots) END AS ballots,
       CASE WHEN COUNT(blank_papers) = COUNT(*) THEN SUM(blank_papers) END AS blank,
       CASE WHEN COUNT(null_papers) = COUNT(*) THEN SUM(null_papers) END AS null_papers,
       CASE WHEN COUNT(valid) = COUNT(*) THEN SUM(valid) END AS valid
FROM verdicts
GROUP BY area_id, contest_id;

-- How many stations each area has.
CREATE TABLE area_stations AS
SELECT area_id, COUNT(*) AS stations FROM stations GROUP BY area_id;

-- missing-statement: each station that votes in a contest has its statement. Areas with fewer statements than stations:
CREATE TABLE incomplete AS
SELECT c.area_id, c.contest_id
FROM covers c
JOIN area_stations l ON l.area_id = c.area_id
LEFT JOIN area_figures f ON f.area_id = c.area_id AND f.contest_id = c.contest_id
WHERE COALESCE(f.reported, 0) < l.stations;

-- Every check of every statement, one row each.
CREATE VIEW answers AS
SELECT code, station_id, contest_id, a, b,
       CASE WHEN passes IS NULL THEN 'cannot-tell' WHEN passes THEN 'pass' ELSE 'fail' END AS verdict
FROM (
    SELECT 'misplaced-statement' AS code, station_id, contest_id, NULL AS a, NULL AS b, misplaced_statement AS passes FROM verdicts
    UNION ALL
    SELECT 'missing-option', station_id, contest_id, given, options, missing_option FROM verdicts
    UNION ALL
    SELECT 'votes-sum', station_id, contest_id, votes, valid, votes_sum FROM verdicts
    UNION ALL
    SELECT 'papers-sum', station_id, contest_id, papers, ballots, papers_sum FROM verdicts WHERE has_ballots
    UNION ALL
    SELECT 'papers-voters', station_id, contest_id, papers, voters, papers_voters FROM verdicts WHERE NOT has_ballots
    UNION ALL
    SELECT 'ballots-voters', station_id, contest_id, ballots, voters, ballots_voters FROM verdicts WHERE has_ballots
    UNION ALL
    SELECT 'voters-registered', station_id, contest_id, voters, registered, voters_registered FROM verdicts
    UNION ALL
    SELECT 'registered-list', station_id, contest_id, registered, on_the_list, registered_list FROM verdicts
    UNION ALL
    SELECT 'all-zero', station_id, contest_id, valid, registered, all_zero FROM verdicts
    UNION ALL
    SELECT 'full-turnout', station_id, contest_id, voters, registered, full_turnout FROM verdicts
    UNION ALL
    SELECT 'one-sided', station_id, contest_id, largest, valid, one_sided FROM verdicts
    UNION ALL
    SELECT 'many-null', station_id, contest_id, void, papers, many_null FROM verdicts
    UNION ALL
    SELECT 'missing-statement', station_id, contest_id, NULL, NULL, true FROM verdicts WHERE misplaced_statement
    UNION ALL
    SELECT 'missing-statement', l.station_id, i.contest_id, NULL, NULL, false
    FROM incomplete i
    JOIN stations l ON l.area_id = i.area_id
    LEFT JOIN facts f ON f.station_id = l.station_id AND f.contest_id = i.contest_id
    WHERE f.station_id IS NULL
) checks;
