-- A quarter of a year of an app that people use, made up and the same every time but for when it ends.
-- `made_for` has the app, and now in microseconds since 1970.

-- Hours of the last 90 days with so many sign-ins each: more by day than by night, fewer at weekends, more every week.
CREATE TEMP TABLE hours AS
WITH RECURSIVE ago (hours) AS (SELECT 0 UNION ALL SELECT hours + 1 FROM ago WHERE hours < 90 * 24),
    times AS (SELECT (SELECT now FROM made_for) / 3600000000 - hours AS number, 90 * 24 - hours AS since FROM ago)
SELECT
    number * 3600000000 AS hour,
    (number % 24) * (24 - number % 24) * (CASE WHEN (number / 24 + 4) % 7 IN (0, 6) THEN 4 ELSE 7 END)
        * (2400 + since) * (90 + number * 7919 % 21) / 300000 + 1 AS sign_ins
FROM times;

INSERT INTO ceremony_counts (app_id, hour, kind, outcome, replica, count)
SELECT (SELECT app FROM made_for), hour, kind, outcome, 'made up', sign_ins * per_mille / 1000
FROM hours, (
    SELECT 'authenticate' AS kind, 'started' AS outcome, 1190 AS per_mille
    UNION ALL SELECT 'authenticate', 'complete', 1000
    UNION ALL SELECT 'authenticate', 'failed', 45
    UNION ALL SELECT 'register', 'started', 160
    UNION ALL SELECT 'register', 'complete', 130
    UNION ALL SELECT 'register', 'failed', 12
);

INSERT INTO ceremony_facts (app_id, day, kind, outcome, fact, value, replica, count)
SELECT
    (SELECT app FROM made_for), hour / 86400000000 * 86400000000, 'authenticate', outcome, fact, value, 'made up',
    sum(sign_ins * per_mille / 1000)
FROM hours, (
    SELECT 'complete' AS outcome, 'browser' AS fact, 'Chrome' AS value, 520 AS per_mille
    UNION ALL SELECT 'complete', 'browser', 'Safari', 290
    UNION ALL SELECT 'complete', 'browser', 'Edge', 90
    UNION ALL SELECT 'complete', 'browser', 'Firefox', 70
    UNION ALL SELECT 'complete', 'browser', 'Native app', 30
    UNION ALL SELECT 'complete', 'os', 'Windows', 380
    UNION ALL SELECT 'complete', 'os', 'iOS', 250
    UNION ALL SELECT 'complete', 'os', 'Android', 190
    UNION ALL SELECT 'complete', 'os', 'macOS', 150
    UNION ALL SELECT 'complete', 'os', 'Linux', 30
    UNION ALL SELECT 'complete', 'provider', 'Google Password Manager', 400
    UNION ALL SELECT 'complete', 'provider', 'iCloud Keychain', 330
    UNION ALL SELECT 'complete', 'provider', 'Windows Hello', 150
    UNION ALL SELECT 'complete', 'provider', '1Password', 80
    UNION ALL SELECT 'complete', 'provider', 'Other', 40
    UNION ALL SELECT 'failed', 'rule', 'credential_unknown', 22
    UNION ALL SELECT 'failed', 'rule', 'origin_mismatch', 11
    UNION ALL SELECT 'failed', 'rule', 'user_not_verified', 8
    UNION ALL SELECT 'failed', 'rule', 'bad_signature', 4
    UNION ALL SELECT 'complete', 'seconds', '1', 10
    UNION ALL SELECT 'complete', 'seconds', '2', 60
    UNION ALL SELECT 'complete', 'seconds', '3', 210
    UNION ALL SELECT 'complete', 'seconds', '4', 260
    UNION ALL SELECT 'complete', 'seconds', '5', 170
    UNION ALL SELECT 'complete', 'seconds', '6', 110
    UNION ALL SELECT 'complete', 'seconds', '8', 80
    UNION ALL SELECT 'complete', 'seconds', '10', 40
    UNION ALL SELECT 'complete', 'seconds', '15', 30
    UNION ALL SELECT 'complete', 'seconds', '20', 15
    UNION ALL SELECT 'complete', 'seconds', '30', 10
    UNION ALL SELECT 'complete', 'seconds', '60', 5
)
GROUP BY 2, 4, 5, 6;

-- People, the latest first, of whom one in eight has no passkey yet and one in forty is deactivated.
CREATE TEMP TABLE people AS
WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 480),
    names (place, name) AS (
        VALUES (0, 'ada'), (1, 'grace'), (2, 'katherine'), (3, 'alan'), (4, 'barbara'), (5, 'edsger'), (6, 'frances'),
        (7, 'donald'), (8, 'radia'), (9, 'ken'), (10, 'hedy'), (11, 'john'), (12, 'mary'), (13, 'tim'), (14, 'joan')
    )
SELECT number, name || '.' || number || '@example.com' AS external_id, (SELECT now FROM made_for) - number * 15300000000 AS created_at
FROM numbers JOIN names ON place = number % 15;

INSERT INTO users (
    app_id, id, external_id, user_handle, status, metadata, passkey_count, login_count, created_at, updated_at, last_login_at
)
SELECT
    (SELECT app FROM made_for), printf('sample%06d', 480 - number), external_id, printf('handle%06d', number),
    CASE WHEN number % 40 = 7 THEN 'inactive' ELSE 'active' END, NULL,
    CASE WHEN number % 8 = 3 THEN 0 ELSE 1 END, CASE WHEN number % 8 = 3 THEN 0 ELSE 1 + number % 30 END, created_at, created_at,
    CASE WHEN number % 8 = 3 THEN NULL ELSE created_at + 7200000000 END
FROM people;

INSERT INTO passkeys (
    app_id, id, user_id, credential_id, public_key, algorithm, sign_count, transports, attachment, aaguid,
    backup_eligible, backup_state, uv_at_registration, attestation_format, attestation_trust, rp_id, origin, source,
    friendly_name, created_at, updated_at, last_used_at, usage_count
)
SELECT
    (SELECT app FROM made_for), printf('passkey%06d', 480 - number), printf('sample%06d', 480 - number), randomblob(32), randomblob(77), -7, 0,
    '["internal","hybrid"]', 'platform', x'ea9b8d664d011d213ce4b6b48cb575d4', 1, 1, 1, 'none', 'none', 'localhost',
    'http://localhost', 'registered', 'Google Password Manager', created_at, created_at, created_at + 7200000000,
    1 + number % 30
FROM people WHERE number % 8 <> 3;

INSERT INTO user_months (app_id, month, user_id)
WITH back (months) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))
SELECT
    (SELECT app FROM made_for), CAST(strftime('%Y%m', (SELECT now FROM made_for) / 1000000, 'unixepoch', 'start of month', '-' || months || ' months') AS INTEGER),
    printf('sample%06d', 480 - number)
FROM people JOIN back ON number > months * 45 WHERE number % 8 <> 3;

INSERT INTO events (
    app_id, id, at, started_at, action, outcome, rule, user_id, passkey_id, handshake_id, origin, aaguid, user_verified,
    backup_state, user_agent, browser, os, ip, request_id
)
SELECT
    (SELECT app FROM made_for), printf('event%06d', 480 - number), (SELECT now FROM made_for) - number * 427000000, (SELECT now FROM made_for) - number * 427000000 - 4100000,
    CASE WHEN number % 9 = 4 THEN 'register' ELSE 'authenticate' END,
    CASE WHEN number % 12 = 5 THEN 'failed' ELSE 'complete' END,
    CASE WHEN number % 12 <> 5 THEN NULL WHEN number % 24 = 5 THEN 'origin_mismatch' ELSE 'user_not_verified' END,
    printf('sample%06d', 480 - number), printf('passkey%06d', 480 - number), printf('handshake%06d', number),
    'http://localhost', x'ea9b8d664d011d213ce4b6b48cb575d4', 1, 1,
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36', 'Chrome',
    'Linux', '203.0.113.' || (number % 200), printf('request%06d', number)
FROM people WHERE number % 8 <> 3;

DROP TABLE people;
DROP TABLE hours;
DROP TABLE made_for;
