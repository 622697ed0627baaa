/** The kind of work by which `sync_log` adds up the calls of a task's runs. */
export function seedingTypeOf(task: { pass: string; blanketId: number | null }): string {
  if (task.pass !== 'first') return 'correction';
  return task.blanketId === null ? 'targeted' : 'blanket';
}
