CREATE TABLE project (
    id TEXT PRIMARY KEY,
    directory TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    entropy TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
INSERT INTO project VALUES ('emp6f2sao85hn', '/srv/shop', 'shop', 'z8jyxnmtv4h8rk1ukzsqsmzowd2e0meoctv68hyye6s5afgjdhn9k15m', '2030-01-31T12:00:00.0000000+00:00');
CREATE TABLE environment (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    project TEXT NOT NULL REFERENCES project (id),
    machine TEXT NOT NULL,
    branch TEXT NOT NULL,
    type TEXT NOT NULL,
    port INTEGER NOT NULL,
    wanted INTEGER NOT NULL,
    deployment INTEGER,
    created_at TEXT NOT NULL,
    UNIQUE (project, machine)
) STRICT;
INSERT INTO environment VALUES ('1', 'emp6f2sao85hn', 'main', 'main', 'development', '8080', '1', '2', '2030-01-31T12:00:00.0000000+00:00');
CREATE TABLE deployment (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
    plan TEXT NOT NULL,
    files TEXT NOT NULL,
    hooks_done INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
INSERT INTO deployment VALUES ('1', '1', '{"Environment":{"Project":"emp6f2sao85hn","Machine":"main"},"Builds":[],"Instances":[{"Name":{"Container":"app--queue","Number":0},"Kind":"Worker","Application":"app","Type":{"Name":"python","Version":"3.13"},"Image":null,"Build":null,"Commands":{"PreStart":null,"Start":"exec ./work before","PostStart":null},"Directory":"/app","Environment":{"TOKEN":"secret of the worker"},"Mounts":[],"Hosts":{},"RunConfiguration":null,"Outbound":null,"HasInternet":false,"Limits":{"Cpu":0.5,"Memory":256,"Processes":512},"Grace":"00:00:15"}],"Cables":[]}', 'files 1', '0', '2030-01-31T12:00:00.0000000+00:00');
INSERT INTO deployment VALUES ('2', '1', '{"Environment":{"Project":"emp6f2sao85hn","Machine":"main"},"Builds":[],"Instances":[{"Name":{"Container":"app--queue","Number":0},"Kind":"Worker","Application":"app","Type":{"Name":"python","Version":"3.13"},"Image":null,"Build":null,"Commands":{"PreStart":null,"Start":"exec ./work","PostStart":null},"Directory":"/app","Environment":{"TOKEN":"secret of the worker"},"Mounts":[],"Hosts":{},"RunConfiguration":null,"Outbound":null,"HasInternet":false,"Limits":{"Cpu":0.5,"Memory":256,"Processes":512},"Grace":"00:00:15"}],"Cables":[]}', 'files 2', '1', '2030-01-31T12:00:00.0000000+00:00');
CREATE TABLE secret (
    environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (environment, service, name)
) STRICT;
INSERT INTO secret VALUES ('1', 'db', 'main', 'known');
CREATE TABLE cable (
    environment INTEGER NOT NULL REFERENCES environment (number) ON DELETE CASCADE,
    key TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (environment, key)
) STRICT;
INSERT INTO cable VALUES ('1', 'app--queue.0 db.0', '7');
CREATE TABLE activity (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    project TEXT NOT NULL,
    environment TEXT NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT,
    created_at TEXT NOT NULL,
    started_at TEXT,
    completed_at TEXT
) STRICT;
INSERT INTO activity VALUES ('1', 'cfa8bbe9eea14', 'emp6f2sao85hn', 'main', 'environment.push', '', 'complete', 'success', '2030-01-31T12:00:00.0000000+00:00', '2030-01-31T12:00:00.0000000+00:00', '2030-01-31T12:00:00.0000000+00:00');
INSERT INTO activity VALUES ('2', '78060dc67b6f4', 'emp6f2sao85hn', 'main', 'environment.push', '', 'in_progress', NULL, '2030-01-31T12:00:00.0000000+00:00', '2030-01-31T12:00:00.0000000+00:00', NULL);
CREATE TABLE activity_log (
    activity INTEGER NOT NULL REFERENCES activity (number) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    at TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (activity, line)
) STRICT, WITHOUT ROWID;
INSERT INTO activity_log VALUES ('1', '0', '2030-01-31T12:00:00.0000000+00:00', 'one');
INSERT INTO activity_log VALUES ('1', '1', '2030-01-31T12:00:00.0000000+00:00', 'two');
CREATE TABLE variable (
    project TEXT NOT NULL,
    machine TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    is_json INTEGER NOT NULL,
    is_sensitive INTEGER NOT NULL,
    visible_build INTEGER NOT NULL,
    visible_runtime INTEGER NOT NULL,
    is_enabled INTEGER NOT NULL,
    application TEXT NOT NULL,
    PRIMARY KEY (project, machine, name)
) STRICT, WITHOUT ROWID;
INSERT INTO variable VALUES ('emp6f2sao85hn', '', 'env:COLOR', 'blue', '0', '0', '1', '1', '1', '');
INSERT INTO variable VALUES ('emp6f2sao85hn', '', 'json', '[1]', '1', '0', '1', '1', '1', '');
INSERT INTO variable VALUES ('emp6f2sao85hn', 'main', 'env:TOKEN', 'token', '0', '1', '0', '1', '0', 'app');
PRAGMA user_version = 1;
