import { columnKey } from '../column-name.ts';
import { ScheduleFileError } from '../schedule-file-error.ts';
import { NATIVE_FIELD_NAMES, NATIVE_FIELDS, type NativeField } from './native-fields.ts';

/**
 * The user's names for columns or keys by native field: `{ home: 'HomeTeam', kickoff: 'Anpfiff' }`. Throws
 * ScheduleFileError for a field that does not exist.
 */
export function fieldsOfColumns(
  columns: Readonly<Record<string, string>>,
): Partial<Record<NativeField, string>> {
  const mapped: Partial<Record<NativeField, string>> = {};
  for (const [wanted, name] of Object.entries(columns)) {
    const key = columnKey(wanted);
    const field = NATIVE_FIELD_NAMES.find(
      (candidate) => columnKey(candidate) === key || NATIVE_FIELDS[candidate].some((alias) => alias === key),
    );
    if (field === undefined) {
      throw new ScheduleFileError(
        'bad_option',
        `--columns names the field ${wanted}, which does not exist`,
        `Fields: ${NATIVE_FIELD_NAMES.join(', ')}.`,
      );
    }
    mapped[field] = name;
  }
  return mapped;
}
