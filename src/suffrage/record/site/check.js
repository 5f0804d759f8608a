// Checks one station: the entry in its QR code, its audit path (RFC 9162, 2.1.3.2), and the signed checkpoint (C2SP signed-note).
'use strict';
(() => {
  const words = JSON.parse(document.getElementById('words').textContent);
  const form = document.getElementById('check');
  const field = (name) => document.getElementById(name);
  const verdict = field('verdict');
  const figures = field('figures');

  class Refused extends Error {}
  const refuse = (key) => {
    throw new Refused(words[key]);
  };

  // Strict Base64: only the one way to write these bytes is taken.
  const bytes = (text, key) => {
    let found = '';
    try {
      found = atob(text);
    } catch {
      refuse(key);
    }
    if (btoa(found) !== text) refuse(key);
    return Uint8Array.from(found, (letter) => letter.charCodeAt(0));
  };
  const urlBytes = (text) => {
    if (/[^A-Za-z0-9_-]/.test(text)) refuse('not-a-proof');
    const padded = text.replace(/-/g, '+').replace(/_/g, '/') + '='.repeat((4 - (text.length % 4)) % 4);
    return bytes(padded, 'not-a-proof');
  };
  const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', join(...parts)));
  const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
  const number = (text, key) => (/^(0|[1-9][0-9]{0,14})$/.test(text) ? Number(text) : refuse(key));

  const readProof = (text) => {
    const [name, format, place, size, entry, path, ...more] = text.trim().split(':');
    if (name !== 'suffrage' || format !== '1' || path === undefined || more.length) refuse('not-a-proof');
    const joined = urlBytes(path);
    if (joined.length % 32) refuse('not-a-proof');
    const steps = Array.from({ length: joined.length / 32 }, (_, step) => joined.slice(step * 32, step * 32 + 32));
    return { place: number(place, 'not-a-proof'), size: number(size, 'not-a-proof'), entry: urlBytes(entry), steps };
  };

  const readNote = (text) => {
    const [head, tail] = `${text.trim().replace(/\r/g, '')}\n`.split('\n\n');
    const body = tail === undefined ? head : `${head}\n`;
    const [origin, size, root, ...rest] = body.split('\n');
    if (rest.length !== 1 || rest[0] !== '') refuse('not-a-note');
    const lines = (tail ?? '').split('\n').filter(Boolean).map((line) => line.split(' '));
    return { body, origin, size: number(size, 'not-a-note'), root: bytes(root, 'not-a-note'), lines };
  };

  const rootOf = async ({ place, size, entry, steps }) => {
    let index = place;
    let last = size - 1;
    let hash = await sha256([0], entry);
    if (place >= size) return null;
    for (const step of steps) {
      if (last === 0) return null;
      if (index % 2 === 1 || index === last) {
        hash = await sha256([1], step, hash);
        for (; index !== 0 && index % 2 === 0; index /= 2) last = Math.floor(last / 2);
      } else {
        hash = await sha256([1], hash, step);
      }
      index = Math.floor(index / 2);
      last = Math.floor(last / 2);
    }
    return last === 0 ? hash : null;
  };

  // 'signed', or the key of what could not be checked. A signature that is not good is refused.
  const checkSignature = async (note, text) => {
    if (!text.trim()) return 'no-key';
    if (!note.lines.length) return 'no-signature';
    const [name, digest, encoded] = text.trim().match(/^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/)?.slice(1) ?? refuse('not-a-key');
    const raw = bytes(encoded, 'not-a-key');
    const id = (await sha256(new TextEncoder().encode(`${name}\n`), raw)).slice(0, 4);
    const hex = [...id].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    if (raw.length !== 33 || raw[0] !== 1 || hex !== digest) refuse('not-a-key');
    if (name !== note.origin) refuse('other-log');
    const own = note.lines.filter(([mark, who]) => mark === '—' && who === name).map(([, , line]) => bytes(line, 'not-a-note'));
    const signatures = own.filter((line) => line.length === 68 && same(line.slice(0, 4), id));
    if (!signatures.length) refuse('not-signed');
    let key;
    try {
      key = await crypto.subtle.importKey('raw', raw.slice(1), 'Ed25519', false, ['verify']);
    } catch {
      return 'no-ed25519';
    }
    const signed = new TextEncoder().encode(note.body);
    for (const line of signatures) {
      if (await crypto.subtle.verify('Ed25519', key, line.slice(4), signed)) return 'signed';
    }
    return refuse('not-signed');
  };

  const say = (kind, ...texts) => {
    verdict.className = kind;
    verdict.replaceChildren(...texts.map((text) => Object.assign(document.createElement('p'), { textContent: text })));
  };

  const show = (entry, place) => {
    const written = (count) =>
      String(count).replace(/\B(?=(\d{3})+$)/g, words.thousands).replace(/[0-9]/g, (digit) => words.digits[digit]);
    const rows = [['stations', entry.station_id], ['contest', entry.contest_id], ['version', entry.version], ['entry', place]];
    for (const name of ['registered', 'voters', 'ballots', 'blank', 'null', 'valid']) {
      if (entry[name] !== undefined) rows.push([name, entry[name]]);
    }
    const votes = Object.entries(entry.votes ?? {}).map(([option, count]) => [words.option.replace('{option}', option), count]);
    const lines = [...rows.map(([name, value]) => [words[name], value]), ...votes].map(([name, value]) => {
      const row = document.createElement('tr');
      const head = Object.assign(document.createElement('th'), { scope: 'row', textContent: name });
      const cell = Object.assign(document.createElement('td'), { textContent: typeof value === 'number' ? written(value) : value });
      row.append(head, cell);
      return row;
    });
    figures.tBodies[0].replaceChildren(...lines);
    figures.hidden = false;
  };

  const check = async () => {
    figures.hidden = true;
    if (!globalThis.crypto?.subtle) refuse('insecure');
    const proof = readProof(field('proof').value);
    const note = readNote(field('note').value);
    if (proof.size !== note.size) refuse('other-size');
    const root = await rootOf(proof);
    if (!root || !same(root, note.root)) refuse('not-in-log');
    const signed = await checkSignature(note, field('key').value);
    say(signed === 'signed' ? 'good' : 'half', words['in-log'], words[signed]);
    show(JSON.parse(new TextDecoder().decode(proof.entry)), proof.place);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    check().catch((problem) => say('bad', problem instanceof Refused ? problem.message : words['not-a-proof']));
  });
  form.hidden = false;
  field('unscripted').hidden = true;
  if (location.hash.startsWith('#suffrage:')) field('proof').value = decodeURIComponent(location.hash.slice(1));
  // Over HTTP the signed checkpoint beside the site is taken; from a disk no page may read it, and it is pasted by hand.
  if (location.protocol !== 'file:') {
    fetch('../log/checkpoint').then((answer) => (answer.ok ? answer.text() : '')).then((text) => {
      if (text && field('note').value === field('note').defaultValue) field('note').value = text;
    }).catch(() => {});
  }
})();
