// Numbers and dates as en-US writes them; other languages are not modelled.
(function (exports, require, module, I) {
'use strict';
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'], MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const SIGNS = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹' };
function number(value, locales, options = {}) {
  if (typeof value === 'bigint') return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
  value = +value;
  if (Number.isNaN(value)) return 'NaN';
  const percent = options.style === 'percent', money = options.style === 'currency';
  if (percent) value *= 100;
  let least = options.minimumFractionDigits ?? (money ? options.currency === 'JPY' ? 0 : 2 : 0), most = options.maximumFractionDigits ?? Math.max(least, money ? least : percent ? 0 : 3);
  const negative = value < 0 || Object.is(value, -0);
  value = Math.abs(value);
  let text = value === Infinity ? '∞' : options.maximumSignificantDigits ? String(Number(value.toPrecision(options.maximumSignificantDigits))) : value.toFixed(most);
  let [whole, part = ''] = text.split('.');
  while (part.length > least && part.endsWith('0')) part = part.slice(0, -1);
  if (options.minimumIntegerDigits) whole = whole.padStart(options.minimumIntegerDigits, '0');
  if (options.useGrouping !== false) whole = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  text = part ? `${whole}.${part}` : whole;
  if (money) text = (SIGNS[options.currency] ?? options.currency + '\u00a0') + text;
  return (negative ? '-' : '') + text + (percent ? '%' : '');
}
const two = (n) => String(n).padStart(2, '0');
function moment(date, options) {
  const { weekday, year, month, day, hour, minute, second } = options;
  const utc = (name) => date['getUTC' + name]();
  const out = [];
  const name = (list, at, style) => style === 'short' ? list[at].slice(0, 3) : style === 'narrow' ? list[at][0] : list[at];
  const y = year && (year === '2-digit' ? two(utc('FullYear') % 100) : String(utc('FullYear')));
  const d = day && (day === '2-digit' ? two(utc('Date')) : String(utc('Date')));
  let text = '';
  if (month === 'long' || month === 'short' || month === 'narrow') {
    text = name(MONTHS, utc('Month'), month) + (d ? ` ${d}` : '') + (y ? `${d ? ',' : ''} ${y}` : '');
  } else { const m = month && (month === '2-digit' ? two(utc('Month') + 1) : String(utc('Month') + 1)); text = [m, d, y].filter(Boolean).join('/'); }
  if (weekday) text = name(DAYS, utc('Day'), weekday) + (text ? ', ' + text : '');
  if (text) out.push(text);
  if (hour || minute || second) {
    const hours = utc('Hours'), twelve = options.hour12 ?? (options.hourCycle ? options.hourCycle.startsWith('h1') : true);
    const shown = twelve ? hours % 12 || 12 : hours;
    const parts = [];
    if (hour) parts.push(hour === '2-digit' || !twelve ? two(shown) : String(shown));
    if (minute) parts.push(hour || minute === '2-digit' ? two(utc('Minutes')) : String(utc('Minutes')));
    if (second) parts.push(minute ? two(utc('Seconds')) : String(utc('Seconds')));
    out.push(parts.join(':') + (hour && twelve ? ` ${hours < 12 ? 'AM' : 'PM'}` : ''));
  }
  if (options.timeZoneName) out[out.length - 1] += ' UTC';
  return out.join(month === 'long' && out.length > 1 ? ' at ' : ', ');
}
const DATE = { year: 'numeric', month: 'numeric', day: 'numeric' }, TIME = { hour: 'numeric', minute: '2-digit', second: '2-digit' };
const STYLES = { full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }, long: { year: 'numeric', month: 'long', day: 'numeric' }, medium: { year: 'numeric', month: 'short', day: 'numeric' }, short: { year: '2-digit', month: 'numeric', day: 'numeric' } };
const expand = (options, base) => {
  options = options || {};
  if (options.dateStyle || options.timeStyle) return { ...options, ...STYLES[options.dateStyle], ...(options.timeStyle ? { hour: 'numeric', minute: '2-digit', ...(options.timeStyle === 'short' ? {} : { second: '2-digit' }) } : {}) };
  return ['weekday', 'year', 'month', 'day', 'hour', 'minute', 'second'].some((key) => options[key] !== undefined && (key in base || base === ALL || true)) ? options : { ...options, ...base };
};
const ALL = { ...DATE, ...TIME };
const dated = (base) => (date, locales, options) => {
  if (Number.isNaN(date.getTime())) return 'Invalid Date';
  const full = expand(options, base);
  if (base === DATE && !full.year && !full.month && !full.day && !full.weekday) return moment(date, { ...DATE, ...full });
  if (base === TIME && !full.hour && !full.minute && !full.second) return moment(date, { ...full, ...TIME });
  return moment(date, full);
};
class DateTimeFormat { constructor(locales, options) { I.hide(this, '_options', options); this.format = (date) => dated(DATE)(date === undefined ? new Date() : new Date(date), locales, options); } resolvedOptions() { return { locale: 'en-US', calendar: 'gregory', numberingSystem: 'latn', timeZone: I.process.env.TZ || 'UTC', ...this._options }; } }
class NumberFormat { constructor(locales, options) { this.format = (value) => number(value, locales, options); } resolvedOptions() { return { locale: 'en-US', numberingSystem: 'latn' }; } }
class Collator { constructor() { this.compare = (a, b) => a < b ? -1 : a > b ? 1 : 0; } resolvedOptions() { return { locale: 'en-US' }; } }
const callable = (Class) => Object.assign(new Proxy(Class, { apply: (target, self, args) => new Class(...args) }), {});
Object.assign(exports, { number, toLocaleString: dated(ALL), toLocaleDateString: dated(DATE), toLocaleTimeString: dated(TIME), Intl: { DateTimeFormat: callable(DateTimeFormat), NumberFormat: callable(NumberFormat), Collator: callable(Collator), getCanonicalLocales: (list) => [].concat(list ?? []) } });
})
