/** ESPN writes a player's name as one text: the first word is taken for the first name, the rest for the last. */
export function nameOf(displayName: string): { firstName: string; lastName: string } {
  const [firstName = '', ...rest] = displayName.trim().replaceAll(/\s+/g, ' ').split(' ');
  return rest.length === 0 ? { firstName: '', lastName: firstName } : { firstName, lastName: rest.join(' ') };
}
