// The time line: lanes, bars, faults, the line through an order.

const LABEL = '12.5px system-ui, sans-serif';
const STATE = '11px system-ui, sans-serif';
const BAR = 26;
const BAND = 18;

class Timeline extends Viewport {
  /** Calls hover(index or -1, event) and focus(index) on bars. */
  constructor(svg, listener) {
    super(svg);
    this.listener = listener;
    new ResizeObserver(() => this.resize()).observe(svg.parentElement);
  }

  /** Shows another view, all of it when it fits, otherwise its end. */
  show(view, ops) {
    this.view = view;
    this.ops = ops;
    this.even = this.even || view.nanos.length === 0;
    this.order = null;
    this.texts = new Map();
    this.focused = Math.max(0, view.bars.findIndex(bar => ops[bar.op].blocked));
    this.build();
    this.start();
  }

  resize() {
    if (!this.view || this.svg.clientWidth === this.width) return;
    this.build();
    this.start();
    if (this.order) this.trace(this.order);
  }

  /** Makes the elements of the view; place() gives them their places. */
  build() {
    const view = this.view;
    this.width = this.svg.clientWidth;
    const names = view.lanes.map(lane => 'process ' + lane.process);
    const narrow = this.width < 620;
    this.row = (view.lanes.length > 14 ? 50 : 60) + (narrow ? 14 : 0);
    this.inset = narrow ? 24 : 12;
    this.left = narrow ? 10 : 26 + Math.max(0, ...names.map(name => widthOf(name, '600 ' + LABEL)),
        ...view.lanes.map(lane => widthOf(fit(lane.servers.join(', '), STATE, 130), STATE)));
    this.top = 6 + (view.bands.length ? BAND * Math.min(3, view.bands.length) + 4 : 0);
    this.height = this.top + this.row * view.lanes.length + (this.even ? 6 : 26);
    this.svg.setAttribute('height', this.height);
    this.svg.setAttribute('viewBox', `0 0 ${this.width} ${this.height}`);
    const plot = draw('g', {'clip-path': 'url(#plot)'});
    this.clip = draw('rect', {x: this.left - 9, y: 0, width: this.width - this.left + 9, height: this.height});
    this.svg.replaceChildren(
        draw('defs', {}, draw('clipPath', {id: 'plot'}, this.clip),
            draw('pattern', {id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse',
              patternTransform: 'rotate(45)'}, draw('rect', {class: 'hatch', width: 2, height: 7}))),
        plot);
    this.bands = view.bands.map(band => this.band(band, plot));
    view.lanes.forEach((lane, i) => {
      const y = this.middle(i);
      plot.append(draw('line', {class: 'lane', x1: this.left, x2: this.width - 8, y1: y, y2: y}));
      const title = draw('text', {class: 'who', x: narrow ? this.left : 10,
        y: narrow ? this.laneTop(i) + 8 : y + (lane.servers.length ? -1 : 4)}, names[i]);
      const servers = draw('text', {class: 'server', x: narrow ? this.left + widthOf(names[i], '600 ' + LABEL) + 8 : 10,
        y: narrow ? this.laneTop(i) + 8 : y + 13}, fit(lane.servers.join(', '), STATE, 130));
      this.svg.append(title, servers);
    });
    this.ticks = draw('g', {class: 'ticks'});
    plot.append(this.ticks);
    this.line = draw('polyline', {class: 'order'});
    plot.append(this.line);
    this.bars = view.bars.map((bar, i) => this.bar(bar, i, plot));
    this.badges = draw('g', {class: 'badges'});
    plot.append(this.badges);
    this.focusable(this.focused);
  }

  laneTop(lane) {
    return this.top + lane * this.row;
  }

  middle(lane) {
    return this.laneTop(lane) + this.inset + BAR / 2;
  }

  bar(bar, i, plot) {
    const op = this.ops[bar.op];
    const made = {
      shape: draw(bar.open ? 'path' : 'rect', {class: 'shape', rx: bar.open ? null : 5, height: bar.open ? null : BAR}),
      label: draw('text', {class: 'label'}),
      server: draw('text', {class: 'tag'}),
      below: draw('text', {class: 'state'}),
    };
    made.group = draw('g', {
      class: 'bar ' + op.kind + (op.blocked ? ' blocked' : '') + (bar.open ? ' open' : ''),
      tabindex: -1, role: 'button', 'aria-label': op.text, 'data-bar': i,
    }, made.shape, made.label, made.server, made.below);
    made.group.addEventListener('pointerenter', e => this.listener.hover(i, e));
    made.group.addEventListener('pointermove', e => this.listener.hover(i, e));
    made.group.addEventListener('pointerleave', e => this.listener.hover(-1, e));
    made.group.addEventListener('focus', () => {
      this.focusable(i);
      this.reveal(i);
      this.listener.focus(i);
    });
    made.group.addEventListener('click', () => made.group.focus());
    plot.append(made.group);
    return made;
  }

  band(band, plot) {
    const made = {
      area: draw('rect', {class: 'band', y: 0, height: this.height}),
      edge: draw('line', {class: 'bandedge', y1: 0, y2: this.height}),
      name: draw('text', {class: 'bandname'}),
    };
    made.group = draw('g', {role: 'img', 'aria-label': 'fault: ' + band.text}, made.area, made.edge, made.name,
        draw('title', {}, band.text));
    plot.append(made.group);
    return made;
  }

  /** Gives everything its place for zoom, shift and axis. */
  place() {
    const view = this.view;
    const least = this.room - this.total * this.zoom;
    this.shift = least >= 0 ? 0 : Math.min(0, Math.max(least, this.shift));
    const edge = this.width - 8;
    view.bars.forEach((bar, i) => {
      const made = this.bars[i];
      const from = this.x(bar.from);
      const to = bar.open ? edge + 2 : Math.max(this.x(bar.to), from + 5);
      const y = this.laneTop(bar.lane) + this.inset;
      if (bar.open) {
        made.shape.setAttribute('d', `M${Math.max(to, from + 30)} ${y} H${from + 5} q-5 0 -5 5 v${BAR - 10} q0 5 5 5`
            + ` H${Math.max(to, from + 30)}`);
      } else {
        made.shape.setAttribute('x', from);
        made.shape.setAttribute('y', y);
        made.shape.setAttribute('width', to - from);
      }
      // The writing stays in sight as long as some of the bar is.
      const begin = Math.min(Math.max(from, this.left) + 8, Math.max(from, to - 20));
      const room = Math.min(to, edge) - begin - 5;
      const op = this.ops[bar.op];
      const label = fit(op.label, LABEL, room);
      put(made.label, begin, y + 18.5, label);
      const rest = room - widthOf(label, LABEL) - 10;
      put(made.server, begin + widthOf(label, LABEL) + 8, y + 18.5,
          view.lanes[bar.lane].servers.length > 1 && op.server && rest > 14 ? fit(op.server, STATE, rest) : '');
      made.textX = Math.max(from, this.left) + 2;
      made.textY = y + BAR + 13;
    });
    this.placeTicks();
    this.placeBands();
    this.placeOrder();
    this.svg.dataset.zoom = (this.zoom / (this.room / this.total)).toFixed(3);
  }

  placeBands() {
    const ends = [];
    this.view.bands.forEach((band, i) => {
      const made = this.bands[i];
      const from = this.x(band.from);
      const to = band.to > band.from ? Math.max(this.x(band.to), from + 2) : from + 2;
      made.area.setAttribute('x', from);
      made.area.setAttribute('width', Math.max(1, to - from));
      made.area.setAttribute('fill', 'url(#hatch)');
      made.edge.setAttribute('x1', from);
      made.edge.setAttribute('x2', from);
      const begin = Math.max(from, this.left) + 4;
      let row = ends.findIndex(end => end < begin);
      if (row < 0) row = ends.length < 3 ? ends.length : i % 3;
      ends[row] = begin + widthOf(band.name, STATE) + 8;
      put(made.name, begin, 13 + row * BAND, to > this.left ? band.name : '');
    });
  }

  placeTicks() {
    this.ticks.replaceChildren();
    if (this.even) return;
    const nanos = this.view.nanos[this.view.nanos.length - 1];
    const perPixel = nanos / (this.total * 0.97) / this.zoom;
    const rough = perPixel * 110;
    const ten = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(n => n * ten).find(n => n >= rough);
    const begin = Math.floor(Math.max(0, -this.shift * perPixel) / step) * step;
    for (let t = begin; t <= nanos && this.left + this.shift + t / perPixel < this.width; t += step) {
      const x = this.left + this.shift + t / perPixel;
      this.ticks.append(draw('line', {x1: x, x2: x, y1: this.top, y2: this.height - 20}),
          draw('text', {x: x + 3, y: this.height - 8}, time(t, step)));
    }
  }

  /** Draws the line through an order; without one, takes it away. */
  trace(order) {
    this.order = order;
    this.view.bars.forEach((bar, i) => this.bars[i].group.classList.remove('placed', 'refused', 'unplaced'));
    this.badges.replaceChildren();
    this.numbers = [];
    const texts = new Map();
    if (order) {
      for (const made of this.bars) made.group.classList.add('unplaced');
      order.steps.forEach((step, i) => {
        this.bars[step.bar].group.classList.replace('unplaced', 'placed');
        texts.set(step.bar, '→ ' + step.state);
        const number = draw('g', {class: 'badge'}, draw('circle', {r: 8.5}), draw('text', {y: 3.8}, String(i + 1)));
        this.badges.append(number);
        this.numbers.push(number);
      });
      for (const refused of order.refusals) {
        if (refused.bar < 0) continue;
        this.bars[refused.bar].group.classList.remove('unplaced');
        this.bars[refused.bar].group.classList.add('refused');
        if (!texts.has(refused.bar)) texts.set(refused.bar, '✗ ' + refused.why);
      }
    }
    this.texts = texts;
    this.placeOrder();
  }

  placeOrder() {
    const points = [];
    const texts = this.texts || new Map();
    if (this.order) {
      this.order.steps.forEach((step, i) => {
        const bar = this.view.bars[step.bar];
        const x = this.x(step.at);
        const y = this.laneTop(bar.lane) + this.inset - 2;
        points.push(x + ',' + y);
        this.numbers[i].setAttribute('transform', `translate(${x} ${y})`);
      });
    }
    this.line.setAttribute('points', points.join(' '));
    const byLane = new Map();
    this.view.bars.forEach((bar, i) => {
      if (!byLane.has(bar.lane)) byLane.set(bar.lane, []);
      byLane.get(bar.lane).push(i);
    });
    for (const own of byLane.values()) {
      // Only what has a text of its own stands in the way of a text.
      const told = own.filter(i => texts.has(i));
      own.filter(i => !texts.has(i)).forEach(i => put(this.bars[i].below, 0, 0, ''));
      let before = this.left;
      told.forEach((i, k) => {
        const made = this.bars[i];
        const bar = this.view.bars[i];
        const inSight = this.x(bar.from) < this.width - 20 && (bar.open || this.x(bar.to) > this.left);
        const text = inSight ? texts.get(i) : '';
        const last = k + 1 === told.length;
        const end = last ? this.width - 8 : Math.min(this.width - 8, this.x(this.view.bars[told[k + 1]].from));
        // A text that would be cut off at the right edge of the picture moves to the left.
        const x = last ? Math.max(this.left, Math.min(made.textX, end - 4 - widthOf(text, STATE))) : made.textX;
        const begin = Math.max(x, before);
        const shown = fit(text, STATE, end - begin - 4);
        put(made.below, begin, made.textY, shown);
        if (shown) before = begin + widthOf(shown, STATE) + 8;
      });
    }
  }

  /** The one bar that Tab comes to. */
  focusable(i) {
    this.bars.forEach((made, k) => made.group.setAttribute('tabindex', k === i ? 0 : -1));
    this.focused = i;
  }

  reveal(i) {
    const bar = this.view.bars[i];
    const from = this.x(bar.from);
    const to = bar.open ? from + 60 : this.x(bar.to);
    if (from < this.left) this.pan(this.left - from + 20);
    else if (to > this.width - 12) this.pan(Math.max(this.left - from + 20, this.width - 32 - to));
  }

  /** Moves the focus: right and left in the order of invocation, up and down to the nearest bar of the next lane. */
  move(key) {
    const bars = this.view.bars;
    let next = this.focused;
    if (!this.svg.contains(document.activeElement)) {
      this.bars[this.focused].group.focus();
      return;
    }
    if (key === 'ArrowRight') next = Math.min(bars.length - 1, next + 1);
    if (key === 'ArrowLeft') next = Math.max(0, next - 1);
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      const step = key === 'ArrowDown' ? 1 : -1;
      const own = bars[next];
      for (let lane = own.lane + step; lane >= 0 && lane < this.view.lanes.length; lane += step) {
        const there = bars.map((bar, i) => ({bar, i})).filter(it => it.bar.lane === lane);
        if (there.length) {
          there.sort((a, b) => Math.abs(a.bar.from - own.from) - Math.abs(b.bar.from - own.from));
          next = there[0].i;
          break;
        }
      }
    }
    this.bars[next].group.focus();
  }

  /** Marks what ended before a bar began, and what began after it ended; returns how many of each. */
  relate(i) {
    const counts = {before: 0, after: 0, beside: 0};
    this.svg.classList.toggle('relating', i >= 0);
    this.view.bars.forEach((bar, k) => {
      const group = this.bars[k].group;
      group.classList.remove('before', 'after', 'self');
      if (i < 0) return;
      const self = this.view.bars[i];
      const relation = k === i ? 'self' : !bar.open && bar.to <= self.from ? 'before'
          : !self.open && bar.from >= self.to ? 'after' : 'beside';
      if (relation === 'self') group.classList.add('self');
      else counts[relation]++;
      if (relation === 'before' || relation === 'after') group.classList.add(relation);
    });
    return counts;
  }
}
