#!/bin/sh
# Makes the two roles and the database, once, when the database's volume is empty: who owns the tables, and as whom the
# program signs in. Read by the image of PostgreSQL from /docker-entrypoint-initdb.d.
set -eu

psql --username "$POSTGRES_USER" --dbname postgres --set ON_ERROR_STOP=1 \
  --set owner_password="$MOBILITY_OWNER_PASSWORD" --set app_password="$MOBILITY_APP_PASSWORD" <<'SQL'
CREATE ROLE mobility_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE mobility_app LOGIN PASSWORD :'app_password';
CREATE DATABASE mobility OWNER mobility_owner ENCODING 'UTF8' TEMPLATE template0;
SQL
