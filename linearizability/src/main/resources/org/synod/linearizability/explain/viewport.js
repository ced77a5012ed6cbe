// Which part of the time line is seen: zoom, shift, and how columns are spaced. Who extends it has view, width and left,
// and place(), which gives everything its place anew.

class Viewport {
  constructor(svg) {
    this.svg = svg;
    this.zoom = 1;
    this.shift = 0;
    this.even = true;
    svg.addEventListener('wheel', e => this.wheel(e), {passive: false});
    svg.addEventListener('pointerdown', e => this.grab(e));
  }

  /** Column to pixel, before zoom. */
  column(at) {
    const whole = Math.floor(at);
    const xs = this.xs;
    return whole >= xs.length - 1 ? xs[xs.length - 1] : xs[whole] + (at - whole) * (xs[whole + 1] - xs[whole]);
  }

  x(at) {
    return this.left + this.shift + this.column(at) * this.zoom;
  }

  get room() {
    return Math.max(60, this.width - this.left - 12);
  }

  measure() {
    const xs = this.view.x;
    this.total = Math.max(1, xs[xs.length - 1]);
    if (this.even) {
      this.xs = xs;
    } else {
      const nanos = this.view.nanos;
      const last = Math.max(1, nanos[nanos.length - 1]);
      this.xs = nanos.map(t => t / last * this.total * 0.97).concat(this.total);
    }
  }

  start() {
    this.measure();
    const all = this.room / this.total;
    this.zoom = all >= 0.75 ? all : 1;
    if (this.zoom > all && this.view.bars.length) {
      const bar = this.view.bars[this.focused];
      this.shift = this.room * 0.7 - this.column(bar.to) * this.zoom;
    }
    this.place();
  }

  fit() {
    this.measure();
    this.zoom = this.room / this.total;
    this.shift = 0;
    this.place();
  }

  /** Zooms around a pixel of the picture, by default its middle. */
  zoomBy(factor, around = this.left + this.room / 2) {
    const least = this.room / this.total;
    const before = this.zoom;
    this.zoom = Math.min(Math.max(this.zoom * factor, least), Math.max(least, 1) * (this.even ? 30 : 3000));
    const from = around - this.left;
    this.shift = from - (from - this.shift) * this.zoom / before;
    this.place();
  }

  pan(pixels) {
    this.shift += pixels;
    this.place();
  }

  wheel(event) {
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.pan(-(event.deltaX || event.deltaY));
    } else {
      const box = this.svg.getBoundingClientRect();
      this.zoomBy(Math.exp(-event.deltaY * 0.002), event.clientX - box.left);
    }
  }

  grab(event) {
    if (event.button !== 0) return;
    let x = event.clientX;
    let y = event.clientY;
    const move = e => {
      this.svg.classList.add('grabbed');
      this.pan(e.clientX - x);
      // Many lanes are higher than their frame.
      if (e.pointerType === 'mouse') this.svg.parentElement.scrollTop -= e.clientY - y;
      x = e.clientX;
      y = e.clientY;
    };
    const end = () => {
      this.svg.classList.remove('grabbed');
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
  }
}
