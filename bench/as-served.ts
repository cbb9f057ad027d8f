const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '1048576', MALLOC_MMAP_THRESHOLD_: '262144' };

/** How a measured process is started: as `npm start` starts the server (decision 0025). */
export const asServed = {
  execArgv: ['--max-semi-space-size=8', '--heap-growing-percent=40'],
  /** what the C library reads of the environment */
  allocator,
  env: { ...allocator, ...process.env },
};
