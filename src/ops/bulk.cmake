# Operations on many users at once, and the engine's own work.
set(POSTERN_BULK_OPS
  archive_lock.cc
  create_user_import_job.cc
  describe_user_import_job.cc
  get_csv_header.cc
  import_job_render.cc
  list_user_import_jobs.cc
  postern_change_sign_in_options.cc
  postern_check_store.cc
  postern_export_user_pool.cc
  postern_get_user_import_job_log.cc
  postern_rename_user.cc
  postern_restore_user_pool.cc
  postern_run_maintenance.cc
  start_user_import_job.cc
  stop_user_import_job.cc)
