-- The tables of DuckLake 1.0, as its specification names and orders them, in
-- the types its reference implementation gives them in SQLite.
CREATE TABLE ducklake_metadata(key VARCHAR NOT NULL, value VARCHAR NOT NULL, "scope" VARCHAR, scope_id BIGINT);
CREATE TABLE ducklake_snapshot(snapshot_id BIGINT PRIMARY KEY, snapshot_time VARCHAR, schema_version BIGINT, next_catalog_id BIGINT, next_file_id BIGINT);
CREATE TABLE ducklake_snapshot_changes(snapshot_id BIGINT PRIMARY KEY, changes_made VARCHAR, author VARCHAR, commit_message VARCHAR, commit_extra_info VARCHAR);
CREATE TABLE ducklake_schema(schema_id BIGINT PRIMARY KEY, schema_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_name VARCHAR, path VARCHAR, path_is_relative BIGINT);
CREATE TABLE ducklake_table(table_id BIGINT, table_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_id BIGINT, table_name VARCHAR, path VARCHAR, path_is_relative BIGINT);
CREATE TABLE ducklake_view(view_id BIGINT, view_uuid VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT, schema_id BIGINT, view_name VARCHAR, dialect VARCHAR, sql VARCHAR, column_aliases VARCHAR);
CREATE TABLE ducklake_tag(object_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, key VARCHAR, value VARCHAR);
CREATE TABLE ducklake_column_tag(table_id BIGINT, column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, key VARCHAR, value VARCHAR);
CREATE TABLE ducklake_data_file(data_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, file_order BIGINT, path VARCHAR, path_is_relative BIGINT, file_format VARCHAR, record_count BIGINT, file_size_bytes BIGINT, footer_size BIGINT, row_id_start BIGINT, partition_id BIGINT, encryption_key VARCHAR, mapping_id BIGINT, partial_max BIGINT);
CREATE TABLE ducklake_file_column_stats(data_file_id BIGINT, table_id BIGINT, column_id BIGINT, column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR, max_value VARCHAR, contains_nan BIGINT, extra_stats VARCHAR);
CREATE TABLE ducklake_file_variant_stats(data_file_id BIGINT, table_id BIGINT, column_id BIGINT, variant_path VARCHAR, shredded_type VARCHAR, column_size_bytes BIGINT, value_count BIGINT, null_count BIGINT, min_value VARCHAR, max_value VARCHAR, contains_nan BIGINT, extra_stats VARCHAR);
CREATE TABLE ducklake_delete_file(delete_file_id BIGINT PRIMARY KEY, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, data_file_id BIGINT, path VARCHAR, path_is_relative BIGINT, format VARCHAR, delete_count BIGINT, file_size_bytes BIGINT, footer_size BIGINT, encryption_key VARCHAR, partial_max BIGINT);
CREATE TABLE ducklake_column(column_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, table_id BIGINT, column_order BIGINT, column_name VARCHAR, column_type VARCHAR, initial_default VARCHAR, default_value VARCHAR, nulls_allowed BIGINT, parent_column BIGINT, default_value_type VARCHAR, default_value_dialect VARCHAR);
CREATE TABLE ducklake_table_stats(table_id BIGINT, record_count BIGINT, next_row_id BIGINT, file_size_bytes BIGINT);
CREATE TABLE ducklake_table_column_stats(table_id BIGINT, column_id BIGINT, contains_null BIGINT, contains_nan BIGINT, min_value VARCHAR, max_value VARCHAR, extra_stats VARCHAR);
CREATE TABLE ducklake_partition_info(partition_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT);
CREATE TABLE ducklake_partition_column(partition_id BIGINT, table_id BIGINT, partition_key_index BIGINT, column_id BIGINT, transform VARCHAR);
CREATE TABLE ducklake_file_partition_value(data_file_id BIGINT, table_id BIGINT, partition_key_index BIGINT, partition_value VARCHAR);
CREATE TABLE ducklake_files_scheduled_for_deletion(data_file_id BIGINT, path VARCHAR, path_is_relative BIGINT, schedule_start VARCHAR);
CREATE TABLE ducklake_inlined_data_tables(table_id BIGINT, table_name VARCHAR, schema_version BIGINT);
CREATE TABLE ducklake_column_mapping(mapping_id BIGINT, table_id BIGINT, type VARCHAR);
CREATE TABLE ducklake_name_mapping(mapping_id BIGINT, column_id BIGINT, source_name VARCHAR, target_field_id BIGINT, parent_column BIGINT, is_partition BIGINT);
CREATE TABLE ducklake_schema_versions(begin_snapshot BIGINT, schema_version BIGINT, table_id BIGINT);
CREATE TABLE ducklake_macro(schema_id BIGINT, macro_id BIGINT, macro_name VARCHAR, begin_snapshot BIGINT, end_snapshot BIGINT);
CREATE TABLE ducklake_macro_impl(macro_id BIGINT, impl_id BIGINT, dialect VARCHAR, sql VARCHAR, type VARCHAR);
CREATE TABLE ducklake_macro_parameters(macro_id BIGINT, impl_id BIGINT, column_id BIGINT, parameter_name VARCHAR, parameter_type VARCHAR, default_value VARCHAR, default_value_type VARCHAR);
CREATE TABLE ducklake_sort_info(sort_id BIGINT, table_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT);
CREATE TABLE ducklake_sort_expression(sort_id BIGINT, table_id BIGINT, sort_key_index BIGINT, expression VARCHAR, dialect VARCHAR, sort_direction VARCHAR, null_order VARCHAR);

-- What DuckLake does not know: tables of our own, in the same file so that
-- they change in the same transaction.
CREATE TABLE anlan_meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE anlan_lease(name TEXT PRIMARY KEY, holder TEXT NOT NULL, host TEXT NOT NULL, fence INTEGER NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE anlan_file(data_file_id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL);
CREATE TABLE anlan_batch(
  id TEXT NOT NULL, snapshot_id INTEGER NOT NULL, dataset TEXT NOT NULL, source TEXT NOT NULL, hash TEXT NOT NULL,
  size INTEGER NOT NULL, received_at TEXT NOT NULL, data_date TEXT NOT NULL, status TEXT NOT NULL, note TEXT NOT NULL,
  received INTEGER NOT NULL, landed INTEGER NOT NULL, rejected INTEGER NOT NULL, flagged INTEGER NOT NULL,
  not_located INTEGER NOT NULL, first_event TEXT NOT NULL, last_event TEXT NOT NULL,
  PRIMARY KEY(id, snapshot_id));
CREATE INDEX anlan_batch_hash ON anlan_batch(dataset, hash);
CREATE TABLE anlan_reject(
  batch_id TEXT NOT NULL, snapshot_id INTEGER NOT NULL, file TEXT NOT NULL, row INTEGER NOT NULL,
  "column" TEXT NOT NULL, header TEXT NOT NULL, rule TEXT NOT NULL, expected TEXT NOT NULL);
CREATE INDEX anlan_reject_batch ON anlan_reject(batch_id, snapshot_id);
CREATE TABLE IF NOT EXISTS anlan_mend(
  batch_id TEXT NOT NULL, line INTEGER NOT NULL, snapshot_id INTEGER NOT NULL, mends TEXT NOT NULL, row INTEGER NOT NULL,
  PRIMARY KEY(batch_id, line));
CREATE INDEX IF NOT EXISTS anlan_mend_row ON anlan_mend(mends, row);
CREATE INDEX IF NOT EXISTS anlan_batch_source ON anlan_batch(dataset, source);
CREATE TABLE IF NOT EXISTS anlan_key_range(data_file_id INTEGER NOT NULL, column_id INTEGER NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS anlan_key_range_file ON anlan_key_range(data_file_id);
CREATE TABLE anlan_night(as_of TEXT NOT NULL, step TEXT NOT NULL, snapshot_id INTEGER NOT NULL, finished_at TEXT NOT NULL, PRIMARY KEY(as_of, step, snapshot_id));
CREATE TABLE anlan_edition(id TEXT NOT NULL, snapshot_id INTEGER NOT NULL, edition TEXT NOT NULL, PRIMARY KEY(id, snapshot_id));
CREATE INDEX anlan_data_file_table ON ducklake_data_file(table_id, end_snapshot);
CREATE INDEX anlan_column_stats_file ON ducklake_file_column_stats(data_file_id);
CREATE INDEX anlan_column_stats_table ON ducklake_file_column_stats(table_id, column_id);
CREATE INDEX anlan_partition_value_table ON ducklake_file_partition_value(table_id);
