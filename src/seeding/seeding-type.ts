/** The kind of work by which `sync_log` adds up the calls of a task's runs. */
export function seedingTypeOf(task: { pass: string; unitId: number | null }): string {
  if (task.pass !== 'first') return 'correction';
  return task.unitId === null ? 'targeted' : 'blanket';
}
