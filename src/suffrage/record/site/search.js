// Searches the index of the site: search/index.js has the first term of every piece, search/N.js the terms of piece N.
// Pieces are scripts, not data, so that a page opened from a disk may load them.
'use strict';
(() => {
  const form = document.getElementById('search');
  const field = document.getElementById('q');
  const list = document.getElementById('found');
  const status = document.getElementById('said');
  const SHOWN = 20;
  const PIECES = 3;
  const pieces = new Map();
  let firsts = null;
  let asked = false;

  // The same as `fold` in search.py.
  const fold = (text) =>
    text.normalize('NFKD').replace(/[\u0300-\u036f\u200b]/g, '').toLowerCase()
      .replace(/œ/g, 'oe').replace(/æ/g, 'ae')
      .replace(/[០-៩]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0))
      .split(/[\s.\-_'’,/()]+/).filter(Boolean).join(' ');

  const load = (name) => {
    const script = document.createElement('script');
    script.src = `search/${name}.js`;
    document.head.append(script);
  };

  window.suffrageIndex = (terms) => {
    firsts = terms;
    search();
  };
  window.suffrageTerms = (number, rows) => {
    pieces.set(number, rows);
    search();
  };

  // The pieces in which terms that begin with the question can stand.
  const wanted = (question) => {
    const numbers = [];
    for (let number = 0; number < firsts.length; number += 1) {
      const begins = firsts[number];
      const next = firsts[number + 1];
      const tooEarly = next !== undefined && next < question;
      const tooLate = begins > question && !begins.startsWith(question);
      if (!tooEarly && !tooLate) numbers.push(number);
    }
    return numbers.slice(0, PIECES);
  };

  const item = ([, name, code, page]) => {
    const [path, anchor] = page.split('#');
    const link = document.createElement('a');
    link.href = `${path}.${form.dataset.language}.html${anchor ? `#${anchor}` : ''}`;
    const title = document.createElement('bdi');
    title.textContent = name || code;
    link.append(title);
    if (name && name !== code) {
      const small = document.createElement('small');
      small.textContent = ` ${code}`;
      link.append(small);
    }
    const line = document.createElement('li');
    line.append(link);
    return line;
  };

  const show = (rows, said) => {
    list.replaceChildren(...rows.slice(0, SHOWN).map(item));
    status.textContent = said;
  };

  const search = () => {
    const question = fold(field.value);
    if (!question) return show([], '');
    if (!firsts) {
      if (!asked) load('index');
      asked = true;
      return undefined;
    }
    const numbers = wanted(question);
    for (const number of numbers) {
      if (!pieces.has(number)) {
        pieces.set(number, null);
        load(number);
      }
    }
    if (numbers.some((number) => pieces.get(number) === null)) return undefined;
    const seen = new Set();
    const rows = numbers.flatMap((number) => pieces.get(number)).filter((row) => {
      const fits = row[0].startsWith(question) && !seen.has(row[3]);
      if (fits) seen.add(row[3]);
      return fits;
    });
    const { none, more } = form.dataset;
    return show(rows, rows.length === 0 ? none : rows.length > SHOWN ? more : '');
  };

  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const first = list.querySelector('a');
    if (first) first.click();
  });
  field.addEventListener('input', search);
  search();
})();
