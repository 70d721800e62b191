import { describeWindow } from '../../../../lib/promotion/law/calendar/index.js';
import { once, weekly } from './plain-calendar.js';

describe('a window in words', () => {
  test.each([
    [
      'Mon-Fri 09:00-17:00 Europe/London',
      weekly(['mon', 'tue', 'wed', 'thu', 'fri'], '09:00', '17:00', 'Europe/London'),
    ],
    ['Fri 22:00-02:00 (next day) UTC', weekly(['fri'], '22:00', '02:00', 'UTC')],
    ['Mon 09:00-09:00 (next day) UTC', weekly(['mon'], '09:00', '09:00', 'UTC')],
    ['Mon 09:00-24:00 UTC', weekly(['mon'], '09:00', '24:00', 'UTC')],
    ['Sat, Sun 10:00-12:00 UTC', weekly(['sun', 'sat'], '10:00', '12:00', 'UTC')],
    ['Mon-Wed, Fri 10:00-12:00 UTC', weekly(['fri', 'mon', 'tue', 'wed'], '10:00', '12:00', 'UTC')],
    ['Tue, Thu, Sun 10:00-12:00 UTC', weekly(['tue', 'thu', 'sun'], '10:00', '12:00', 'UTC')],
    ['daily 06:00-07:00 UTC', weekly(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '06:00', '07:00', 'UTC')],
    ['2026-12-01 09:00-17:00 Europe/Berlin', once('2026-12-01T09:00', '2026-12-01T17:00', 'Europe/Berlin')],
    ['2026-12-31 22:00 to 2027-01-01 02:00 Asia/Tokyo', once('2026-12-31T22:00', '2027-01-01T02:00', 'Asia/Tokyo')],
  ])('%s', (words, window) => expect(describeWindow(window)).toBe(words));
});
