-- Every check that a results office makes on a statement, one block each, in plain SQL.
--
-- It reads the canonical tables, and these beside them:
--   newest      the statements that count (the highest version of each station and contest), each with
--                 votes, given, largest   the sum of its votes, how many rows of votes it has, the most that one option has
--                 area_id, on_the_list    its station's area, and how many were registered there before the vote
--                 options, covered_by     how many options its contest has; its contest, if the station's area votes in it
--   covers      which contest each area votes in (the area is the contest's own, or lies in it): area_id, contest_id
--   form        one row: blank_apart (blank papers are counted apart), has_ballots, ballots_over_voters
-- Each check answers pass, fail or cannot-tell; a figure that is missing (NULL) never passes.
-- Every answer bears its two operands, a and b, as they stand in the check's formula.

-- One row for each statement that counts, with all that the checks compare.
CREATE VIEW facts AS
SELECT s.station_id, s.contest_id, s.version,
       s.registered, s.voters, s.ballots,
       CASE WHEN f.blank_apart THEN s.blank ELSE 0 END AS blank_papers,
       s."null" AS null_papers, s.valid,
       s.votes, s.largest, COALESCE(s.given, 0) AS given, s.options,
       s.on_the_list, s.area_id, s.covered_by,
       f.has_ballots, f.ballots_over_voters
FROM newest s
CROSS JOIN form f;

-- Areas with fewer statements for a contest than stations that vote in it.
CREATE TABLE incomplete AS
SELECT c.area_id, c.contest_id
FROM covers c
JOIN (SELECT area_id, COUNT(*) AS stations FROM stations GROUP BY area_id) l ON l.area_id = c.area_id
LEFT JOIN (SELECT area_id, covered_by, COUNT(*) AS statements FROM facts GROUP BY area_id, covered_by) f
       ON f.area_id = c.area_id AND f.covered_by = c.contest_id
WHERE COALESCE(f.statements, 0) < l.stations;

CREATE VIEW answers AS

-- votes-sum: the votes of the options add up to the valid votes.
SELECT 'votes-sum' AS code, station_id, contest_id, votes AS a, valid AS b,
       CASE WHEN votes IS NULL OR valid IS NULL THEN 'cannot-tell' WHEN votes = valid THEN 'pass' ELSE 'fail' END AS verdict
FROM facts

-- papers-sum: blank, null and valid papers add up to the papers found in the box.
UNION ALL
SELECT 'papers-sum', station_id, contest_id, blank_papers + null_papers + valid, ballots,
       CASE WHEN blank_papers + null_papers + valid IS NULL OR ballots IS NULL THEN 'cannot-tell'
            WHEN blank_papers + null_papers + valid = ballots THEN 'pass' ELSE 'fail' END
FROM facts WHERE has_ballots

-- papers-voters: where the form does not count the papers, they are as many as the voters.
UNION ALL
SELECT 'papers-voters', station_id, contest_id, blank_papers + null_papers + valid, voters,
       CASE WHEN blank_papers + null_papers + valid IS NULL OR voters IS NULL THEN 'cannot-tell'
            WHEN blank_papers + null_papers + valid = voters THEN 'pass' ELSE 'fail' END
FROM facts WHERE NOT has_ballots

-- ballots-voters: no more papers in the box than voters, within what the law allows.
UNION ALL
SELECT 'ballots-voters', station_id, contest_id, ballots, voters,
       CASE WHEN ballots IS NULL OR voters IS NULL THEN 'cannot-tell'
            WHEN ballots <= voters + ballots_over_voters THEN 'pass' ELSE 'fail' END
FROM facts WHERE has_ballots

-- voters-registered: no more voters than people on the list.
UNION ALL
SELECT 'voters-registered', station_id, contest_id, voters, registered,
       CASE WHEN voters IS NULL OR registered IS NULL THEN 'cannot-tell'
            WHEN voters <= registered THEN 'pass' ELSE 'fail' END
FROM facts

-- registered-list: the statement has as many registered as the station's list had before the vote.
UNION ALL
SELECT 'registered-list', station_id, contest_id, registered, on_the_list,
       CASE WHEN registered IS NULL OR on_the_list IS NULL THEN 'cannot-tell'
            WHEN registered = on_the_list THEN 'pass' ELSE 'fail' END
FROM facts

-- missing-option: there is a number, if only 0, for each option of the contest.
UNION ALL
SELECT 'missing-option', station_id, contest_id, given, options,
       CASE WHEN given = options THEN 'pass' ELSE 'fail' END
FROM facts

-- missing-statement: each station that votes in a contest has its statement.
UNION ALL
SELECT 'missing-statement', station_id, contest_id, NULL, NULL, 'pass'
FROM facts WHERE covered_by IS NOT NULL
UNION ALL
SELECT 'missing-statement', l.station_id, i.contest_id, NULL, NULL, 'fail'
FROM incomplete i
JOIN stations l ON l.area_id = i.area_id
LEFT JOIN facts f ON f.station_id = l.station_id AND f.contest_id = i.contest_id
WHERE f.station_id IS NULL

-- misplaced-statement: a statement's station lies in the area of its contest.
UNION ALL
SELECT 'misplaced-statement', station_id, contest_id, NULL, NULL,
       CASE WHEN covered_by IS NULL THEN 'fail' ELSE 'pass' END
FROM facts

-- all-zero: a station that counted at least one valid vote.
UNION ALL
SELECT 'all-zero', station_id, contest_id, valid, registered,
       CASE WHEN valid IS NULL THEN 'cannot-tell' WHEN valid > 0 THEN 'pass' ELSE 'fail' END
FROM facts

-- full-turnout: not everyone on a list of more than 50 voted.
UNION ALL
SELECT 'full-turnout', station_id, contest_id, voters, registered,
       CASE WHEN voters IS NULL OR registered IS NULL THEN 'cannot-tell'
            WHEN registered <= 50 OR voters < registered THEN 'pass' ELSE 'fail' END
FROM facts

-- one-sided: more than 50 valid votes do not all go to one of several options.
UNION ALL
SELECT 'one-sided', station_id, contest_id, largest, valid,
       CASE WHEN largest IS NULL OR valid IS NULL THEN 'cannot-tell'
            WHEN valid <= 50 OR options = 1 OR largest < valid THEN 'pass' ELSE 'fail' END
FROM facts

-- many-null: of more than 50 papers, not over a third are blank or null.
UNION ALL
SELECT 'many-null', station_id, contest_id, blank_papers + null_papers, blank_papers + null_papers + valid,
       CASE WHEN blank_papers + null_papers + valid IS NULL THEN 'cannot-tell'
            WHEN blank_papers + null_papers + valid <= 50 OR 3 * (blank_papers + null_papers) <= blank_papers + null_papers + valid
            THEN 'pass' ELSE 'fail' END
FROM facts;
