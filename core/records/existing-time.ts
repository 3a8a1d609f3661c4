/**
 * The time that a text like `2026-01-31T23:55:00.000Z` names; undefined where it names none. Date alone takes 30 February
 * for 2 March, and 24:00 for the next day.
 */
export function existingTime(iso: string): Date | undefined {
  const time = new Date(iso);
  return !Number.isNaN(time.getTime()) && time.toISOString() === iso ? time : undefined;
}
