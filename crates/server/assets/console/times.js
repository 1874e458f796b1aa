// Times are written in UTC; here they are put into the reader's time zone, and UTC stays as the tooltip. The year is left
// out where it is this one.

const SHORT = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
const thisYear = new Intl.DateTimeFormat("en-GB", SHORT);
const anyYear = new Intl.DateTimeFormat("en-GB", { ...SHORT, year: "numeric" });

/** Puts the times below `root` into the reader's time zone. */
export function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    const format = at.getFullYear() === new Date().getFullYear() ? thisYear : anyYear;
    time.title = time.textContent;
    time.textContent = format.format(at);
  }
}

localise(document);
