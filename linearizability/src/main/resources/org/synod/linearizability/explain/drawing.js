'use strict';
// Elements and writing. Text of a history only ever becomes text of a node.

const SVG = 'http://www.w3.org/2000/svg';

function node(space, tag, attributes, children) {
  const made = space ? document.createElementNS(space, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
  for (const child of children) made.append(child);
  return made;
}
const html = (tag, attributes, ...children) => node(null, tag, attributes, children);
const draw = (tag, attributes, ...children) => node(SVG, tag, attributes, children);

const pen = document.createElement('canvas').getContext('2d');
function widthOf(text, font) {
  pen.font = font;
  return pen.measureText(text).width;
}
/** As much of the text as fits, with an ellipsis. */
function fit(text, font, room) {
  const all = widthOf(text, font);
  if (!text || all <= room) return text;
  const letters = Array.from(text);
  const most = Math.floor(letters.length * room / all) - 1;
  return most < 1 ? '' : letters.slice(0, most).join('') + '…';
}

function put(text, x, y, content) {
  text.setAttribute('x', x);
  text.setAttribute('y', y);
  if (text.textContent !== content) text.textContent = content;
}

/** Nanoseconds in a unit that suits the step between ticks. */
function time(nanos, step) {
  const [unit, size] = step >= 1e9 ? ['s', 1e9] : step >= 1e6 ? ['ms', 1e6] : step >= 1e3 ? ['µs', 1e3] : ['ns', 1];
  return Math.round(nanos / size * 10) / 10 + ' ' + unit;
}
