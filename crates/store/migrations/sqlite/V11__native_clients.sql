-- An app has each of its iOS and Android clients once.

CREATE UNIQUE INDEX native_clients_apple ON native_clients (app_id, team_id, bundle_id);
CREATE UNIQUE INDEX native_clients_android ON native_clients (app_id, package_name);
