'use strict';
// Media types by the ends of file names, and reading of Accept and Content-Type.

const TYPES = `
application/gzip gz
application/javascript;charset=utf-8 js mjs
application/json json map
application/manifest+json webmanifest
application/msword doc
application/octet-stream bin exe dll iso dmg deb
application/pdf pdf
application/vnd.ms-excel xls
application/wasm wasm
application/x-sh sh
application/x-tar tar
application/xml xml
application/zip zip
audio/mpeg mp3
audio/ogg ogg
audio/wav wav
font/otf otf
font/ttf ttf
font/woff woff
font/woff2 woff2
image/avif avif
image/bmp bmp
image/gif gif
image/jpeg jpg jpeg jpe
image/png png
image/svg+xml svg
image/webp webp
image/x-icon ico
text/calendar ics
text/css css
text/csv csv
text/html html htm
text/jsx jsx
text/markdown md markdown
text/plain txt text log conf ini
text/yaml yaml yml
video/mp4 mp4
video/webm webm
`;

const byEnd = {};
for (const line of TYPES.trim().split('\n')) {
  const [type, ...ends] = line.split(' ');
  for (const end of ends) byEnd[end] = type.split(';')[0];
}

const lookup = (name) => byEnd[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] || false;

const isText = (type) => /^text\/|^application\/(javascript|json|xml|manifest\+json)|\+xml$/.test(type);

// A type with its charset, as in a Content-Type header.
function contentType(type) {
  const full = type.includes('/') ? type : lookup(type);
  if (!full) return 'application/octet-stream';
  return isText(full) && !full.includes('charset') && full !== 'image/svg+xml' && full !== 'application/xml'
    ? `${full}; charset=utf-8` : full;
}

// The ranges of an Accept header, best first.
function ranges(header) {
  return header.split(',').map((part, order) => {
    const [type, ...params] = part.trim().split(';').map((text) => text.trim());
    const q = params.find((param) => param.startsWith('q='));
    return { type: type.toLowerCase(), q: q ? Number(q.slice(2)) : 1, order };
  }).filter((range) => range.q > 0);
}

// Which of `offered` (types or ends) the header likes best; the first when there is no header.
function accepts(header, offered) {
  if (!header) return offered[0];
  const wanted = ranges(header);
  let best;
  offered.forEach((name, index) => {
    const type = name.includes('/') ? name : lookup(name) || name;
    for (const range of wanted) {
      const exact = range.type === type ? 2 : range.type === `${type.split('/')[0]}/*` ? 1 : range.type === '*/*' ? 0 : -1;
      if (exact < 0) continue;
      const score = [range.q, exact, -range.order, -index];
      if (!best || compare(score, best.score) > 0) best = { name, score };
      // The most special range decides about this type.
      if (exact === 2) break;
    }
  });
  return best ? best.name : false;
}

function compare(a, b) {
  for (let at = 0; at < a.length; at++) {
    if (a[at] !== b[at]) return a[at] - b[at];
  }
  return 0;
}

// Whether a Content-Type is one of some types, ends or patterns; the answer is the one.
function is(header, types) {
  if (!header) return false;
  const actual = header.split(';')[0].trim().toLowerCase();
  for (const type of types) {
    const full = type === 'urlencoded' ? 'application/x-www-form-urlencoded' : type === 'multipart' ? 'multipart/*'
      : type.startsWith('+') ? `*/*${type}` : type.includes('/') ? type : lookup(type) || type;
    const pattern = new RegExp(`^${full.replace(/[.+]/g, '\\$&').replace(/\*/g, '[^/]*')}$`);
    if (pattern.test(actual)) return full.includes('*') || type.startsWith('+') ? actual : type;
  }
  return false;
}

module.exports = { lookup, contentType, accepts, is };
