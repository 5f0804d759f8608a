// Beside each proof: links that open the page that checks it, with the proof's text filled in.
'use strict';
const checks = [...document.querySelectorAll('a.check')];
for (const section of document.querySelectorAll('section[id]')) {
  const text = section.querySelector('code').textContent;
  const line = document.createElement('p');
  for (const link of checks) {
    const copy = link.cloneNode(true);
    copy.lang = link.closest('[lang]').lang;
    copy.href = `${link.getAttribute('href')}#${text}`;
    line.append(copy, ' ');
  }
  section.append(line);
}
