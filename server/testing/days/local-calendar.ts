/** The café's wall clock as the system's own calendar tells it, apart from the server's rules of time zones. */

const calendars = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, { day: number; minute: number }>();
const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function calendarOf(zone: string): Intl.DateTimeFormat {
  const calendar =
    calendars.get(zone) ??
    new Intl.DateTimeFormat("en-GB", {
      ...{ timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
    });
  calendars.set(zone, calendar);
  return calendar;
}

/** Day 0 = Monday, and the minute of the day, at an epoch second. Clocks change at quarters of an hour. */
export function wallClock(at: number, zone: string): { day: number; minute: number } {
  const quarter = Math.floor(at / 900);
  const name = `${zone} ${quarter}`;
  let begins = known.get(name);
  if (begins === undefined) {
    const parts = Object.fromEntries(
      calendarOf(zone)
        .formatToParts(new Date(quarter * 900_000))
        .map(({ type, value }) => [type, value]),
    );
    begins = {
      day: days.indexOf(parts["weekday"] ?? ""),
      minute: Number(parts["hour"]) * 60 + Number(parts["minute"]),
    };
    known.set(name, begins);
  }
  return { day: begins.day, minute: begins.minute + Math.floor((at - quarter * 900) / 60) };
}

/** The instants of a year at which the clocks of a zone change, to the quarter of an hour; epoch seconds. */
export function clockChanges(zone: string, year: number): { forward: number; back: number } {
  const start = Date.UTC(year, 0, 1) / 1000;
  const ahead = (at: number) => {
    const { minute } = wallClock(at, zone);
    return (minute * 60 - (at % 86_400) + 2 * 86_400) % 86_400;
  };
  const changes: { at: number; by: number }[] = [];
  for (let day = start; day < start + 365 * 86_400; day += 86_400) {
    if (ahead(day) === ahead(day + 86_400)) continue;
    for (let at = day + 900; at <= day + 86_400; at += 900) {
      const by = ahead(at) - ahead(at - 900);
      if (by !== 0) changes.push({ at, by: ((by + 43_200 + 86_400) % 86_400) - 43_200 });
    }
  }
  const forward = changes.find(({ by }) => by > 0);
  const back = changes.find(({ by }) => by < 0);
  if (forward === undefined || back === undefined)
    throw new Error(`the clocks of ${zone} do not change both ways`);
  return { forward: forward.at, back: back.at };
}
