// The page around the time line: which view and which order are shown, what is said of an operation, the keys.

const data = JSON.parse(document.getElementById('data').textContent);
const $ = id => document.getElementById(id);
let view = null;
let orderIndex = 0;

const timeline = new Timeline($('picture'), {
  hover(i, event) {
    timeline.relate(i >= 0 ? i : pinned());
    if (i < 0) hideTip();
    else showTip(i, event.clientX, event.clientY);
  },
  focus(i) {
    const counts = timeline.relate(i);
    $('selected').replaceChildren(...details(i, counts));
    hideTip();
  },
});

function pinned() {
  return $('picture').contains(document.activeElement) ? timeline.focused : -1;
}

function sentence(counts) {
  return `${counts.before} shown ended before it, ${counts.after} began after it, ${counts.beside} ran beside it`;
}

/** What is known of an operation, as elements. */
function details(i, counts) {
  const op = data.ops[view.bars[i].op];
  const rows = op.details.map(([name, value]) => html('tr', {}, html('th', {scope: 'row'}, name), html('td', {}, value)));
  const made = [html('div', {class: 'optitle ' + op.kind}, op.text), html('table', {class: 'facts'}, ...rows)];
  const order = view.orders[orderIndex];
  if (order) {
    const step = order.steps.findIndex(it => it.bar === i);
    const refused = order.refusals.find(it => it.bar === i);
    if (step >= 0) {
      made.push(html('p', {class: 'inorder'}, `Number ${order.steps[step].number} in this order → ${order.steps[step].state}`));
    } else if (refused) {
      made.push(html('p', {class: 'why'}, '✗ ' + refused.why));
    } else {
      made.push(html('p', {class: 'inorder'}, 'Not in this order.'));
    }
  }
  made.push(html('p', {class: 'relation'}, sentence(counts) + '.'));
  return made;
}

function showTip(i, x, y) {
  const tip = $('tip');
  tip.replaceChildren(...details(i, timeline.relate(i)));
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const left = Math.min(x + 14, innerWidth - box.width - 8);
  const below = y + 18 + box.height < innerHeight;
  tip.style.left = Math.max(8, left) + 'px';
  tip.style.top = Math.max(8, below ? y + 18 : y - box.height - 12) + 'px';
}

function hideTip() {
  $('tip').hidden = true;
}

function showView(i) {
  view = data.views[i];
  hideTip();
  $('views').querySelectorAll('button').forEach((button, k) => button.setAttribute('aria-pressed', k === i));
  if ($('viewlist')) $('viewlist').value = i;
  $('note').textContent = view.note;
  $('axis').hidden = view.nanos.length === 0;
  timeline.show(view, data.ops);
  $('axis').textContent = timeline.even ? 'Spacing: even' : 'Spacing: clock';
  showOrder(Math.min(orderIndex, Math.max(0, view.orders.length - 1)));
}

function showOrder(i) {
  orderIndex = i;
  const order = view.orders[i];
  $('orders').hidden = !order;
  $('panel').hidden = !order;
  timeline.trace(order || null);
  const hint = html('p', {class: 'hint'}, 'Point at an operation, or move to one with Tab and the arrow keys.');
  const counts = timeline.relate(timeline.focused);
  timeline.relate(pinned());
  $('selected').replaceChildren(...details(timeline.focused, counts), hint);
  if (!order) return;
  $('which').textContent = view.orders.length === 1 ? (data.verdict === 'valid' ? 'Witness' : 'Order 1 of 1')
      : `Order ${i + 1} of ${view.orders.length}`;
  $('previous').hidden = $('next').hidden = view.orders.length === 1;
  $('panel').replaceChildren(...steps(order), ...refusals(order));
  // The end of the order is what the violation is about.
  const list = $('panel').querySelector('.scroll');
  if (data.verdict === 'violated') list.scrollTop = list.scrollHeight;
}

function steps(order) {
  const title = data.verdict === 'valid' ? 'A legal order' : 'This order holds for ' + count(order.length, 'operation');
  const rows = [];
  let before = 0;
  order.steps.forEach((step, i) => {
    if (step.number > before + 1) rows.push(gap(step.number - before - 1));
    before = step.number;
    rows.push(row(step.bar, html('tr', {}, html('td', {}, html('span', {class: 'number'}, String(i + 1))),
        html('td', {class: 'n'}, '#' + step.number), html('td', {}, data.ops[view.bars[step.bar].op].short),
        html('td', {class: 'to'}, '→ ' + step.state))));
  });
  if (order.length > before) rows.push(gap(order.length - before));
  return [html('h3', {}, title), html('div', {class: 'scroll long', tabindex: 0, role: 'group', 'aria-label': 'steps'}, html('table', {class: 'steps'}, ...rows))];
}

function gap(operations) {
  return html('tr', {class: 'gap'}, html('td', {}, '⋮'), html('td', {colspan: 3},
      count(operations, 'operation') + ' that the picture does not show'));
}

function count(number, noun) {
  return number + ' ' + noun + (number === 1 ? '' : 's');
}

function refusals(order) {
  if (!order.refusals.length) return [];
  const rows = order.refusals.map(refused => row(refused.bar, html('tr', {},
      html('td', {}, html('span', {class: 'cross'}, '✗')), html('td', {}, refused.operation),
      html('td', {class: 'why'}, refused.why))));
  return [html('h3', {}, 'Then there is ', html('em', {}, order.state), ' and no way on'),
    html('div', {class: 'scroll'}, html('table', {class: 'steps refusals'}, ...rows))];
}

/** A row that points at its bar. */
function row(bar, made) {
  if (bar >= 0) {
    made.addEventListener('pointerenter', () => timeline.relate(bar));
    made.addEventListener('pointerleave', () => timeline.relate(pinned()));
    made.addEventListener('click', () => timeline.bars[bar].group.focus());
  }
  return made;
}

function turn(by) {
  const all = view.orders.length;
  if (all > 1) showOrder((orderIndex + by + all) % all);
}

const KEYS = {
  '+': () => timeline.zoomBy(1.4), '=': () => timeline.zoomBy(1.4), '-': () => timeline.zoomBy(1 / 1.4),
  '0': () => timeline.fit(), n: () => turn(1), p: () => turn(-1),
  v: () => showView((data.views.indexOf(view) + 1) % data.views.length), t: () => switchAxis(),
  '?': () => $('help').open ? $('help').close() : $('help').showModal(),
};
for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) KEYS[key] = () => timeline.move(key);

function switchAxis() {
  if (view.nanos.length === 0) return;
  timeline.even = !timeline.even;
  timeline.build();
  timeline.fit();
  timeline.trace(view.orders[orderIndex] || null);
  $('axis').textContent = timeline.even ? 'Spacing: even' : 'Spacing: clock';
}

addEventListener('keydown', event => {
  if (event.key === 'Escape') hideTip();
  const inPicture = $('picture').contains(document.activeElement);
  const typing = event.target.tagName === 'SELECT' || event.ctrlKey || event.metaKey || event.altKey;
  const sideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
  if (typing || !KEYS[event.key] || $('help').open && event.key !== '?') return;
  if (event.key.startsWith('Arrow') && !inPicture && !sideways) return;
  event.preventDefault();
  KEYS[event.key]();
});

if (data.views.length > 3) {
  const list = html('select', {id: 'viewlist', 'aria-label': 'object'},
      ...data.views.map((each, i) => html('option', {value: i}, each.name)));
  list.addEventListener('change', () => showView(Number(list.value)));
  $('views').append(list);
} else if (data.views.length > 1) {
  data.views.forEach((each, i) => {
    const button = html('button', {type: 'button'}, each.name);
    button.addEventListener('click', () => showView(i));
    $('views').append(button);
  });
}
$('zoomin').addEventListener('click', KEYS['+']);
$('zoomout').addEventListener('click', KEYS['-']);
$('fit').addEventListener('click', KEYS['0']);
$('next').addEventListener('click', KEYS.n);
$('previous').addEventListener('click', KEYS.p);
$('axis').addEventListener('click', switchAxis);
$('helpbutton').addEventListener('click', KEYS['?']);
$('helpclose').addEventListener('click', () => $('help').close());
if (data.views.length) showView(0);
