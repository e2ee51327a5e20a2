/** Chosen for one small server that also runs the web; what is logged never holds a row's content. */
export const chosen = {
	listen_addresses: '',
	port: '5432',
	unix_socket_permissions: '0700',
	max_connections: '60',
	// Publishing a meeting run holds each of its people by a lock of their own.
	max_locks_per_transaction: '256',
	shared_buffers: '64MB',
	effective_cache_size: '512MB',
	work_mem: '8MB',
	maintenance_work_mem: '64MB',
	max_wal_size: '512MB',
	min_wal_size: '64MB',
	wal_compression: 'on',
	jit: 'off',
	io_method: 'sync',
	max_parallel_workers_per_gather: '0',
	autovacuum_max_workers: '2',
	timezone: 'UTC',
	log_timezone: 'UTC',
	lc_messages: 'C',
	log_min_messages: 'log',
	log_error_verbosity: 'terse',
	log_min_error_statement: 'panic',
	log_checkpoints: 'off',
	...(process.platform === 'darwin' && { wal_sync_method: 'fsync_writethrough' })
};

/** Gives up every safety for speed. */
export const forTests = {
	fsync: 'off',
	synchronous_commit: 'off',
	full_page_writes: 'off',
	wal_level: 'minimal',
	max_wal_senders: '0',
	checkpoint_timeout: '1h'
};
