(() => {
  var tr = 'uplot',
    lr = 'u-hz',
    nr = 'u-vt',
    or = 'u-title',
    ir = 'u-wrap',
    sr = 'u-under',
    rr = 'u-over',
    fr = 'u-axis',
    Zt = 'u-off',
    ur = 'u-select',
    ar = 'u-cursor-x',
    cr = 'u-cursor-y',
    pr = 'u-cursor-pt',
    hr = 'u-legend',
    dr = 'u-live',
    mr = 'u-inline',
    gr = 'u-series',
    wr = 'u-marker',
    jo = 'u-label',
    Sr = 'u-value',
    Hl = 'width',
    Wl = 'height';
  var qo = 'bottom',
    bl = 'left',
    Wn = 'right',
    no = '#000',
    Jo = no + '0',
    Gn = 'mousemove',
    Zo = 'mousedown',
    In = 'mouseup',
    Qo = 'mouseenter',
    Xo = 'mouseleave',
    ei = 'dblclick',
    xr = 'resize',
    br = 'scroll',
    ti = 'change',
    sn = 'dppxchange',
    oo = '--',
    Pl = typeof window < 'u',
    $n = Pl ? document : null,
    yl = Pl ? window : null,
    vr = Pl ? navigator : null,
    ie,
    tn;
  function jn() {
    const e = devicePixelRatio;
    ie != e &&
      ((ie = e),
      tn && Jn(ti, tn, jn),
      (tn = matchMedia(`(min-resolution: ${ie - 0.001}dppx) and (max-resolution: ${ie + 0.001}dppx)`)),
      Qt(ti, tn, jn),
      yl.dispatchEvent(new CustomEvent(sn)));
  }
  function Xe(e, n) {
    if (n != null) {
      const i = e.classList;
      !i.contains(n) && i.add(n);
    }
  }
  function qn(e, n) {
    const i = e.classList;
    i.contains(n) && i.remove(n);
  }
  function ge(e, n, i) {
    e.style[n] = i + 'px';
  }
  function mt(e, n, i, l) {
    const s = $n.createElement(e);
    return (n != null && Xe(s, n), i?.insertBefore(s, l), s);
  }
  function ft(e, n) {
    return mt('div', e, n);
  }
  var li = new WeakMap();
  function Tt(e, n, i, l, s) {
    const a = 'translate(' + n + 'px,' + i + 'px)',
      u = li.get(e);
    a != u &&
      ((e.style.transform = a), li.set(e, a), n < 0 || i < 0 || n > l || i > s ? Xe(e, Zt) : qn(e, Zt));
  }
  var ni = new WeakMap();
  function oi(e, n, i) {
    const l = n + i,
      s = ni.get(e);
    l != s && (ni.set(e, l), (e.style.background = n), (e.style.borderColor = i));
  }
  var ii = new WeakMap();
  function si(e, n, i, l) {
    const s = n + '' + i,
      a = ii.get(e);
    s != a &&
      (ii.set(e, s),
      (e.style.height = i + 'px'),
      (e.style.width = n + 'px'),
      (e.style.marginLeft = l ? -n / 2 + 'px' : 0),
      (e.style.marginTop = l ? -i / 2 + 'px' : 0));
  }
  var io = { passive: !0 },
    yr = { ...io, capture: !0 };
  function Qt(e, n, i, l) {
    n.addEventListener(e, i, l ? yr : io);
  }
  function Jn(e, n, i, l) {
    n.removeEventListener(e, i, io);
  }
  Pl && jn();
  function gt(e, n, i, l) {
    let s;
    (i = i || 0), (l = l || n.length - 1);
    const a = l <= 2147483647;
    for (; l - i > 1; ) (s = a ? (i + l) >> 1 : et((i + l) / 2)), n[s] < e ? (i = s) : (l = s);
    return e - n[i] <= n[l] - e ? i : l;
  }
  function Ri(e) {
    return (i, l, s) => {
      let a = -1,
        u = -1;
      for (let p = l; p <= s; p++)
        if (e(i[p])) {
          a = p;
          break;
        }
      for (let p = s; p >= l; p--)
        if (e(i[p])) {
          u = p;
          break;
        }
      return [a, u];
    };
  }
  var Vi = (e) => e != null,
    Fi = (e) => e != null && e > 0,
    un = Ri(Vi),
    _r = Ri(Fi);
  function kr(e, n, i, l = 0, s = !1) {
    const a = s ? _r : un,
      u = s ? Fi : Vi;
    [n, i] = a(e, n, i);
    let p = e[n],
      h = e[n];
    if (n > -1)
      if (l == 1) (p = e[n]), (h = e[i]);
      else if (l == -1) (p = e[i]), (h = e[n]);
      else
        for (let m = n; m <= i; m++) {
          const b = e[m];
          u(b) && (b < p ? (p = b) : b > h && (h = b));
        }
    return [p ?? ae, h ?? -ae];
  }
  function an(e, n, i, l) {
    const s = ui(e),
      a = ui(n);
    e == n && (s == -1 ? ((e *= i), (n /= i)) : ((e /= i), (n *= i)));
    let u = i == 10 ? At : Ni,
      p = s == 1 ? et : ut,
      h = a == 1 ? ut : et,
      m = p(u(Ee(e))),
      b = h(u(Ee(n))),
      g = _l(i, m),
      w = _l(i, b);
    return (
      i == 10 && (m < 0 && (g = ce(g, -m)), b < 0 && (w = ce(w, -b))),
      l || i == 2 ? ((e = g * s), (n = w * a)) : ((e = Gi(e, g)), (n = cn(n, w))),
      [e, n]
    );
  }
  function so(e, n, i, l) {
    const s = an(e, n, i, l);
    return (e == 0 && (s[0] = 0), n == 0 && (s[1] = 0), s);
  }
  var ro = 0.1,
    ri = { mode: 3, pad: ro },
    Il = { pad: 0, soft: null, mode: 0 },
    Tr = { min: Il, max: Il };
  function rn(e, n, i, l) {
    return pn(i)
      ? fi(e, n, i)
      : ((Il.pad = i), (Il.soft = l ? 0 : null), (Il.mode = l ? 3 : 0), fi(e, n, Tr));
  }
  function ne(e, n) {
    return e ?? n;
  }
  function Mr(e, n, i) {
    for (n = ne(n, 0), i = ne(i, e.length - 1); n <= i; ) {
      if (e[n] != null) return !0;
      n++;
    }
    return !1;
  }
  function fi(e, n, i) {
    let l = i.min,
      s = i.max,
      a = ne(l.pad, 0),
      u = ne(s.pad, 0),
      p = ne(l.hard, -ae),
      h = ne(s.hard, ae),
      m = ne(l.soft, ae),
      b = ne(s.soft, -ae),
      g = ne(l.mode, 0),
      w = ne(s.mode, 0),
      L = n - e,
      D = At(L),
      N = Ye(Ee(e), Ee(n)),
      H = At(N),
      G = Ee(H - D);
    (L < 1e-24 || G > 10) &&
      ((L = 0),
      (e == 0 || n == 0) && ((L = 1e-24), g == 2 && m != ae && (a = 0), w == 2 && b != -ae && (u = 0)));
    let y = L || N || 1e3,
      O = At(y),
      _ = _l(10, et(O)),
      j = y * (L == 0 ? (e == 0 ? 0.1 : 1) : a),
      A = ce(Gi(e - j, _ / 10), 24),
      q = e >= m && (g == 1 || (g == 3 && A <= m) || (g == 2 && A >= m)) ? m : ae,
      U = Ye(p, A < q && e >= q ? q : wt(q, A)),
      Q = y * (L == 0 ? (n == 0 ? 0.1 : 1) : u),
      Y = ce(cn(n + Q, _ / 10), 24),
      k = n <= b && (w == 1 || (w == 3 && Y >= b) || (w == 2 && Y <= b)) ? b : -ae,
      $ = wt(h, Y > k && n <= k ? k : Ye(k, Y));
    return (U == $ && U == 0 && ($ = 100), [U, $]);
  }
  var Pr = new Intl.NumberFormat(Pl ? vr.language : 'en-US'),
    fo = (e) => Pr.format(e),
    tt = Math,
    on = tt.PI,
    Ee = tt.abs,
    et = tt.floor,
    Pe = tt.round,
    ut = tt.ceil,
    wt = tt.min,
    Ye = tt.max,
    _l = tt.pow,
    ui = tt.sign,
    At = tt.log10,
    Ni = tt.log2,
    Er = (e, n = 1) => tt.sinh(e) * n,
    Bn = (e, n = 1) => tt.asinh(e / n),
    ae = 1 / 0;
  function ai(e) {
    return (At((e ^ (e >> 31)) - (e >> 31)) | 0) + 1;
  }
  function Zn(e, n, i) {
    return wt(Ye(e, n), i);
  }
  function Oi(e) {
    return typeof e == 'function';
  }
  function X(e) {
    return Oi(e) ? e : () => e;
  }
  var Ar = () => {},
    Hi = (e) => e,
    Wi = (e, n) => n,
    Dr = (e) => null,
    ci = (e) => !0,
    pi = (e, n) => e == n,
    Lr = /\.\d*?(?=9{6,}|0{6,})/gm,
    Xt = (e) => {
      if (Bi(e) || Ot.has(e)) return e;
      const n = `${e}`,
        i = n.match(Lr);
      if (i == null) return e;
      const l = i[0].length - 1;
      if (n.indexOf('e-') != -1) {
        const [s, a] = n.split('e');
        return +`${Xt(s)}e${a}`;
      }
      return ce(e, l);
    };
  function qt(e, n) {
    return Xt(ce(Xt(e / n)) * n);
  }
  function cn(e, n) {
    return Xt(ut(Xt(e / n)) * n);
  }
  function Gi(e, n) {
    return Xt(et(Xt(e / n)) * n);
  }
  function ce(e, n = 0) {
    if (Bi(e)) return e;
    const i = 10 ** n,
      l = e * i * (1 + Number.EPSILON);
    return Pe(l) / i;
  }
  var Ot = new Map();
  function Ii(e) {
    return (('' + e).split('.')[1] || '').length;
  }
  function Yl(e, n, i, l) {
    const s = [],
      a = l.map(Ii);
    for (let u = n; u < i; u++) {
      const p = Ee(u),
        h = ce(_l(e, u), p);
      for (let m = 0; m < l.length; m++) {
        const b = e == 10 ? +`${l[m]}e${u}` : l[m] * h,
          g = (u >= 0 ? 0 : p) + (u >= a[m] ? 0 : a[m]),
          w = e == 10 ? b : ce(b, g);
        s.push(w), Ot.set(w, g);
      }
    }
    return s;
  }
  var Bl = {},
    uo = [],
    kl = [null, null],
    Nt = Array.isArray,
    Bi = Number.isInteger,
    Cr = (e) => e === void 0;
  function hi(e) {
    return typeof e == 'string';
  }
  function pn(e) {
    let n = !1;
    if (e != null) {
      const i = e.constructor;
      n = i == null || i == Object;
    }
    return n;
  }
  function zr(e) {
    return e != null && typeof e == 'object';
  }
  var Rr = Object.getPrototypeOf(Uint8Array),
    Yi = '__proto__';
  function Tl(e, n = pn) {
    let i;
    if (Nt(e)) {
      const l = e.find((s) => s != null);
      if (Nt(l) || n(l)) {
        i = Array(e.length);
        for (let s = 0; s < e.length; s++) i[s] = Tl(e[s], n);
      } else i = e.slice();
    } else if (e instanceof Rr) i = e.slice();
    else if (n(e)) {
      i = {};
      for (const l in e) l != Yi && (i[l] = Tl(e[l], n));
    } else i = e;
    return i;
  }
  function ke(e) {
    const n = arguments;
    for (let i = 1; i < n.length; i++) {
      const l = n[i];
      for (const s in l) s != Yi && (pn(e[s]) ? ke(e[s], Tl(l[s])) : (e[s] = Tl(l[s])));
    }
    return e;
  }
  var Vr = 0,
    Fr = 1,
    Nr = 2;
  function Or(e, n, i) {
    for (let l = 0, s, a = -1; l < n.length; l++) {
      const u = n[l];
      if (u > a) {
        for (s = u - 1; s >= 0 && e[s] == null; ) e[s--] = null;
        for (s = u + 1; s < i && e[s] == null; ) e[(a = s++)] = null;
      }
    }
  }
  function Hr(e, n) {
    if (Ir(e)) {
      let u = e[0].slice();
      for (let p = 1; p < e.length; p++) u.push(...e[p].slice(1));
      return (Br(u[0]) || (u = Gr(u)), u);
    }
    const i = new Set();
    for (let u = 0; u < e.length; u++) {
      const h = e[u][0],
        m = h.length;
      for (let b = 0; b < m; b++) i.add(h[b]);
    }
    const l = [Array.from(i).sort((u, p) => u - p)],
      s = l[0].length,
      a = new Map();
    for (let u = 0; u < s; u++) a.set(l[0][u], u);
    for (let u = 0; u < e.length; u++) {
      const p = e[u],
        h = p[0];
      for (let m = 1; m < p.length; m++) {
        const b = p[m],
          g = Array(s).fill(void 0),
          w = n ? n[u][m] : Fr,
          L = [];
        for (let D = 0; D < b.length; D++) {
          const N = b[D],
            H = a.get(h[D]);
          N === null ? w != Vr && ((g[H] = N), w == Nr && L.push(H)) : (g[H] = N);
        }
        Or(g, L, s), l.push(g);
      }
    }
    return l;
  }
  var Wr = typeof queueMicrotask > 'u' ? (e) => Promise.resolve().then(e) : queueMicrotask;
  function Gr(e) {
    const n = e[0],
      i = n.length,
      l = Array(i);
    for (let a = 0; a < l.length; a++) l[a] = a;
    l.sort((a, u) => n[a] - n[u]);
    const s = [];
    for (let a = 0; a < e.length; a++) {
      const u = e[a],
        p = Array(i);
      for (let h = 0; h < i; h++) p[h] = u[l[h]];
      s.push(p);
    }
    return s;
  }
  function Ir(e) {
    const n = e[0][0],
      i = n.length;
    for (let l = 1; l < e.length; l++) {
      const s = e[l][0];
      if (s.length != i) return !1;
      if (s != n) {
        for (let a = 0; a < i; a++) if (s[a] != n[a]) return !1;
      }
    }
    return !0;
  }
  function Br(e, n = 100) {
    const i = e.length;
    if (i <= 1) return !0;
    let l = 0,
      s = i - 1;
    for (; l <= s && e[l] == null; ) l++;
    for (; s >= l && e[s] == null; ) s--;
    if (s <= l) return !0;
    const a = Ye(1, et((s - l + 1) / n));
    for (let u = e[l], p = l + a; p <= s; p += a) {
      const h = e[p];
      if (h != null) {
        if (h <= u) return !1;
        u = h;
      }
    }
    return !0;
  }
  var Ui = [
      'January',
      'February',
      'March',
      'April',
      'May',
      'June',
      'July',
      'August',
      'September',
      'October',
      'November',
      'December',
    ],
    Ki = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  function $i(e) {
    return e.slice(0, 3);
  }
  var Yr = Ki.map($i),
    Ur = Ui.map($i),
    Kr = { MMMM: Ui, MMM: Ur, WWWW: Ki, WWW: Yr };
  function Ol(e) {
    return (e < 10 ? '0' : '') + e;
  }
  function $r(e) {
    return (e < 10 ? '00' : e < 100 ? '0' : '') + e;
  }
  var jr = {
    YYYY: (e) => e.getFullYear(),
    YY: (e) => (e.getFullYear() + '').slice(2),
    MMMM: (e, n) => n.MMMM[e.getMonth()],
    MMM: (e, n) => n.MMM[e.getMonth()],
    MM: (e) => Ol(e.getMonth() + 1),
    M: (e) => e.getMonth() + 1,
    DD: (e) => Ol(e.getDate()),
    D: (e) => e.getDate(),
    WWWW: (e, n) => n.WWWW[e.getDay()],
    WWW: (e, n) => n.WWW[e.getDay()],
    HH: (e) => Ol(e.getHours()),
    H: (e) => e.getHours(),
    h: (e) => {
      const n = e.getHours();
      return n == 0 ? 12 : n > 12 ? n - 12 : n;
    },
    AA: (e) => (e.getHours() >= 12 ? 'PM' : 'AM'),
    aa: (e) => (e.getHours() >= 12 ? 'pm' : 'am'),
    a: (e) => (e.getHours() >= 12 ? 'p' : 'a'),
    mm: (e) => Ol(e.getMinutes()),
    m: (e) => e.getMinutes(),
    ss: (e) => Ol(e.getSeconds()),
    s: (e) => e.getSeconds(),
    fff: (e) => $r(e.getMilliseconds()),
  };
  function ao(e, n) {
    n = n || Kr;
    let i = [],
      l = /\{([a-z]+)\}|[^{]+/gi,
      s;
    for (; (s = l.exec(e)); ) i.push(s[0][0] == '{' ? jr[s[1]] : s[0]);
    return (a) => {
      let u = '';
      for (let p = 0; p < i.length; p++) u += typeof i[p] == 'string' ? i[p] : i[p](a, n);
      return u;
    };
  }
  var qr = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  function Jr(e, n) {
    let i;
    return (
      n == 'UTC' || n == 'Etc/UTC'
        ? (i = new Date(+e + e.getTimezoneOffset() * 6e4))
        : n == qr
          ? (i = e)
          : ((i = new Date(e.toLocaleString('en-US', { timeZone: n }))),
            i.setMilliseconds(e.getMilliseconds())),
      i
    );
  }
  var ji = (e) => e % 1 == 0,
    fn = [1, 2, 2.5, 5],
    Zr = Yl(10, -32, 0, fn),
    qi = Yl(10, 0, 32, fn),
    Qr = qi.filter(ji),
    Jt = Zr.concat(qi),
    co = `
`,
    Ji = '{YYYY}',
    di = co + Ji,
    Zi = '{M}/{D}',
    Gl = co + Zi,
    ln = Gl + '/{YY}',
    Qi = '{aa}',
    Xr = '{h}:{mm}',
    vl = Xr + Qi,
    mi = co + vl,
    gi = ':{ss}',
    re = null;
  function Xi(e) {
    const n = e * 1e3,
      i = n * 60,
      l = i * 60,
      s = l * 24,
      a = s * 30,
      u = s * 365,
      h = (e == 1 ? Yl(10, 0, 3, fn).filter(ji) : Yl(10, -3, 0, fn)).concat([
        n,
        n * 5,
        n * 10,
        n * 15,
        n * 30,
        i,
        i * 5,
        i * 10,
        i * 15,
        i * 30,
        l,
        l * 2,
        l * 3,
        l * 4,
        l * 6,
        l * 8,
        l * 12,
        s,
        s * 2,
        s * 3,
        s * 4,
        s * 5,
        s * 6,
        s * 7,
        s * 8,
        s * 9,
        s * 10,
        s * 15,
        a,
        a * 2,
        a * 3,
        a * 4,
        a * 6,
        u,
        u * 2,
        u * 5,
        u * 10,
        u * 25,
        u * 50,
        u * 100,
      ]),
      m = [
        [u, Ji, re, re, re, re, re, re, 1],
        [s * 28, '{MMM}', di, re, re, re, re, re, 1],
        [s, Zi, di, re, re, re, re, re, 1],
        [l, '{h}' + Qi, ln, re, Gl, re, re, re, 1],
        [i, vl, ln, re, Gl, re, re, re, 1],
        [n, gi, ln + ' ' + vl, re, Gl + ' ' + vl, re, mi, re, 1],
        [e, gi + '.{fff}', ln + ' ' + vl, re, Gl + ' ' + vl, re, mi, re, 1],
      ];
    function b(g) {
      return (w, L, D, N, H, G) => {
        const y = [],
          O = H >= u,
          _ = H >= a && H < u,
          j = g(D),
          A = ce(j * e, 3),
          q = Yn(j.getFullYear(), O ? 0 : j.getMonth(), _ || O ? 1 : j.getDate()),
          U = ce(q * e, 3);
        if (_ || O) {
          let Q = _ ? H / a : 0,
            Y = O ? H / u : 0,
            k = A == U ? A : ce(Yn(q.getFullYear() + Y, q.getMonth() + Q, 1) * e, 3),
            $ = new Date(Pe(k / e)),
            C = $.getFullYear(),
            I = $.getMonth();
          for (let F = 0; k <= N; F++) {
            const ee = Yn(C + Y * F, I + Q * F, 1),
              V = ee - g(ce(ee * e, 3));
            (k = ce((+ee + V) * e, 3)), k <= N && y.push(k);
          }
        } else {
          let Q = H >= s ? s : H,
            Y = et(D) - et(A),
            k = U + Y + cn(A - U, Q);
          y.push(k);
          let $ = g(k),
            C = $.getHours() + $.getMinutes() / i + $.getSeconds() / l,
            I = H / l,
            F = w.axes[L]._space,
            ee = G / F;
          for (; (k = ce(k + H, e == 1 ? 0 : 3)), !(k > N); )
            if (I > 1) {
              let V = et(ce(C + I, 6)) % 24,
                te = g(k).getHours() - V;
              te > 1 && (te = -1), (k -= te * l), (C = (C + I) % 24);
              const fe = y[y.length - 1];
              ce((k - fe) / H, 3) * ee >= 0.7 && y.push(k);
            } else y.push(k);
        }
        return y;
      };
    }
    return [h, m, b];
  }
  var [ef, tf, lf] = Xi(1),
    [nf, of, sf] = Xi(0.001);
  Yl(2, -53, 53, [1]);
  function wi(e, n) {
    return e.map((i) =>
      i.map((l, s) => (s == 0 || s == 8 || l == null ? l : n(s == 1 || i[8] == 0 ? l : i[1] + l))),
    );
  }
  function Si(e, n) {
    return (i, l, s, a, u) => {
      let p = n.find((D) => u >= D[0]) || n[n.length - 1],
        h,
        m,
        b,
        g,
        w,
        L;
      return l.map((D) => {
        const N = e(D),
          H = N.getFullYear(),
          G = N.getMonth(),
          y = N.getDate(),
          O = N.getHours(),
          _ = N.getMinutes(),
          j = N.getSeconds(),
          A =
            (H != h && p[2]) ||
            (G != m && p[3]) ||
            (y != b && p[4]) ||
            (O != g && p[5]) ||
            (_ != w && p[6]) ||
            (j != L && p[7]) ||
            p[1];
        return ((h = H), (m = G), (b = y), (g = O), (w = _), (L = j), A(N));
      });
    };
  }
  function rf(e, n) {
    const i = ao(n);
    return (l, s, a, u, p) => s.map((h) => i(e(h)));
  }
  function Yn(e, n, i) {
    return new Date(e, n, i);
  }
  function xi(e, n) {
    return n(e);
  }
  var ff = '{YYYY}-{MM}-{DD} {h}:{mm}{aa}';
  function bi(e, n) {
    return (i, l, s, a) => (a == null ? oo : n(e(l)));
  }
  function uf(e, n) {
    const i = e.series[n];
    return i.width ? i.stroke(e, n) : i.points.width ? i.points.stroke(e, n) : null;
  }
  function af(e, n) {
    return e.series[n].fill(e, n);
  }
  var cf = {
    show: !0,
    live: !0,
    isolate: !1,
    mount: Ar,
    markers: { show: !0, width: 2, stroke: uf, fill: af, dash: 'solid' },
    idx: null,
    idxs: null,
    values: [],
  };
  function pf(e, n) {
    const i = e.cursor.points,
      l = ft(),
      s = i.size(e, n);
    ge(l, Hl, s), ge(l, Wl, s);
    const a = s / -2;
    ge(l, 'marginLeft', a), ge(l, 'marginTop', a);
    const u = i.width(e, n, s);
    return (u && ge(l, 'borderWidth', u), l);
  }
  function hf(e, n) {
    const i = e.series[n].points;
    return i._fill || i._stroke;
  }
  function df(e, n) {
    const i = e.series[n].points;
    return i._stroke || i._fill;
  }
  function mf(e, n) {
    return e.series[n].points.size;
  }
  var Un = [0, 0];
  function gf(e, n, i) {
    return ((Un[0] = n), (Un[1] = i), Un);
  }
  function nn(e, n, i, l = !0) {
    return (s) => {
      s.button == 0 && (!l || s.target == n) && i(s);
    };
  }
  function Kn(e, n, i, l = !0) {
    return (s) => {
      (!l || s.target == n) && i(s);
    };
  }
  var wf = {
      show: !0,
      x: !0,
      y: !0,
      lock: !1,
      move: gf,
      points: { one: !1, show: pf, size: mf, width: 0, stroke: df, fill: hf },
      bind: {
        mousedown: nn,
        mouseup: nn,
        click: nn,
        dblclick: nn,
        mousemove: Kn,
        mouseleave: Kn,
        mouseenter: Kn,
      },
      drag: {
        setScale: !0,
        x: !0,
        y: !1,
        dist: 0,
        uni: null,
        click: (e, n) => {
          n.stopPropagation(), n.stopImmediatePropagation();
        },
        _x: !1,
        _y: !1,
      },
      focus: { dist: (e, n, i, l, s) => l - s, prox: -1, bias: 0 },
      hover: { skip: [void 0], prox: null, bias: 0 },
      left: -10,
      top: -10,
      idx: null,
      dataIdx: null,
      idxs: null,
      event: null,
    },
    es = { show: !0, stroke: 'rgba(0,0,0,0.07)', width: 2 },
    po = ke({}, es, { filter: Wi }),
    ts = ke({}, po, { size: 10 }),
    ls = ke({}, es, { show: !1 }),
    ho =
      '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Noto Color Emoji"',
    ns = 'bold ' + ho,
    os = 1.5,
    vi = {
      show: !0,
      scale: 'x',
      stroke: no,
      space: 50,
      gap: 5,
      alignTo: 1,
      size: 50,
      labelGap: 0,
      labelSize: 30,
      labelFont: ns,
      side: 2,
      grid: po,
      ticks: ts,
      border: ls,
      font: ho,
      lineGap: os,
      rotate: 0,
    },
    Sf = 'Value',
    xf = 'Time',
    yi = { show: !0, scale: 'x', auto: !1, sorted: 1, min: ae, max: -ae, idxs: [] };
  function bf(e, n, i, l, s) {
    return n.map((a) => (a == null ? '' : fo(a)));
  }
  function vf(e, n, i, l, s, a, u) {
    const p = [],
      h = Ot.get(s) || 0;
    i = u ? i : ce(cn(i, s), h);
    for (let m = i; m <= l; m = ce(m + s, h)) p.push(Object.is(m, -0) ? 0 : m);
    return p;
  }
  function Qn(e, n, i, l, s, a, u) {
    const p = [],
      h = e.scales[e.axes[n].scale].log,
      m = h == 10 ? At : Ni,
      b = et(m(i));
    (s = _l(h, b)), h == 10 && (s = Jt[gt(s, Jt)]);
    let g = i,
      w = s * h;
    h == 10 && (w = Jt[gt(w, Jt)]);
    do
      p.push(g),
        (g = g + s),
        h == 10 && !Ot.has(g) && (g = ce(g, Ot.get(s))),
        g >= w && ((s = g), (w = s * h), h == 10 && (w = Jt[gt(w, Jt)]));
    while (g <= l);
    return p;
  }
  function yf(e, n, i, l, s, a, u) {
    const h = e.scales[e.axes[n].scale].asinh,
      m = l > h ? Qn(e, n, Ye(h, i), l, s) : [h],
      b = l >= 0 && i <= 0 ? [0] : [];
    return (i < -h ? Qn(e, n, Ye(h, -l), -i, s) : [h])
      .reverse()
      .map((w) => -w)
      .concat(b, m);
  }
  var is = /./,
    _f = /[12357]/,
    kf = /[125]/,
    _i = /1/,
    Xn = (e, n, i, l) =>
      e.map((s, a) =>
        (n == 4 && s == 0) || (a % l == 0 && i.test(s.toExponential()[s < 0 ? 1 : 0])) ? s : null,
      );
  function Tf(e, n, i, l, s) {
    const a = e.axes[i],
      u = a.scale,
      p = e.scales[u],
      h = e.valToPos,
      m = a._space,
      b = h(10, u),
      g = h(9, u) - b >= m ? is : h(7, u) - b >= m ? _f : h(5, u) - b >= m ? kf : _i;
    if (g == _i) {
      const w = Ee(h(1, u) - b);
      if (w < m) return Xn(n.slice().reverse(), p.distr, g, ut(m / w)).reverse();
    }
    return Xn(n, p.distr, g, 1);
  }
  function Mf(e, n, i, l, s) {
    const a = e.axes[i],
      u = a.scale,
      p = a._space,
      h = e.valToPos,
      m = Ee(h(1, u) - h(2, u));
    return m < p ? Xn(n.slice().reverse(), 3, is, ut(p / m)).reverse() : n;
  }
  function Pf(e, n, i, l) {
    return l == null ? oo : n == null ? '' : fo(n);
  }
  var ki = {
    show: !0,
    scale: 'y',
    stroke: no,
    space: 30,
    gap: 5,
    alignTo: 1,
    size: 50,
    labelGap: 0,
    labelSize: 30,
    labelFont: ns,
    side: 3,
    grid: po,
    ticks: ts,
    border: ls,
    font: ho,
    lineGap: os,
    rotate: 0,
  };
  function Ef(e, n) {
    const i = 3 + (e || 1) * 2;
    return ce(i * n, 3);
  }
  function Af(e, n) {
    const { scale: i, idxs: l } = e.series[0],
      s = e._data[0],
      a = e.valToPos(s[l[0]], i, !0),
      u = e.valToPos(s[l[1]], i, !0),
      p = Ee(u - a),
      h = e.series[n],
      m = p / (h.points.space * ie);
    return l[1] - l[0] <= m;
  }
  var Ti = { scale: null, auto: !0, sorted: 0, min: ae, max: -ae },
    ss = (e, n, i, l, s) => s,
    Mi = {
      show: !0,
      auto: !0,
      sorted: 0,
      gaps: ss,
      alpha: 1,
      facets: [ke({}, Ti, { scale: 'x' }), ke({}, Ti, { scale: 'y' })],
    },
    Pi = {
      scale: 'y',
      auto: !0,
      sorted: 0,
      show: !0,
      spanGaps: !1,
      gaps: ss,
      alpha: 1,
      points: { show: Af, filter: null },
      values: null,
      min: ae,
      max: -ae,
      idxs: [],
      path: null,
      clip: null,
    };
  function Df(e, n, i, l, s) {
    return i / 10;
  }
  var rs = { time: !0, auto: !0, distr: 1, log: 10, asinh: 1, min: null, max: null, dir: 1, ori: 0 },
    Lf = ke({}, rs, { time: !1, ori: 1 }),
    Ei = {};
  function fs(e, n) {
    let i = Ei[e];
    return (
      i ||
        ((i = {
          key: e,
          plots: [],
          sub(l) {
            i.plots.push(l);
          },
          unsub(l) {
            i.plots = i.plots.filter((s) => s != l);
          },
          pub(l, s, a, u, p, h, m) {
            for (let b = 0; b < i.plots.length; b++) i.plots[b] != s && i.plots[b].pub(l, s, a, u, p, h, m);
          },
        }),
        e != null && (Ei[e] = i)),
      i
    );
  }
  var Ml = 1,
    eo = 2;
  function el(e, n, i) {
    const l = e.mode,
      s = e.series[n],
      a = l == 2 ? e._data[n] : e._data,
      u = e.scales,
      p = e.bbox,
      h = a[0],
      m = l == 2 ? a[1] : a[n],
      b = l == 2 ? u[s.facets[0].scale] : u[e.series[0].scale],
      g = l == 2 ? u[s.facets[1].scale] : u[s.scale],
      w = p.left,
      L = p.top,
      D = p.width,
      N = p.height,
      H = e.valToPosH,
      G = e.valToPosV;
    return b.ori == 0
      ? i(s, h, m, b, g, H, G, w, L, D, N, dn, El, gn, as, ps)
      : i(s, h, m, b, g, G, H, L, w, N, D, mn, Al, wo, cs, hs);
  }
  function mo(e, n) {
    let i = 0,
      l = 0,
      s = ne(e.bands, uo);
    for (let a = 0; a < s.length; a++) {
      const u = s[a];
      u.series[0] == n ? (i = u.dir) : u.series[1] == n && (u.dir == 1 ? (l |= 1) : (l |= 2));
    }
    return [i, l == 1 ? -1 : l == 2 ? 1 : l == 3 ? 2 : 0];
  }
  function Cf(e, n, i, l, s) {
    const a = e.mode,
      u = e.series[n],
      p = a == 2 ? u.facets[1].scale : u.scale,
      h = e.scales[p];
    return s == -1 ? h.min : s == 1 ? h.max : h.distr == 3 ? (h.dir == 1 ? h.min : h.max) : 0;
  }
  function Dt(e, n, i, l, s, a) {
    return el(e, n, (u, p, h, m, b, g, w, L, D, N, H) => {
      let G = u.pxRound,
        y = m.dir * (m.ori == 0 ? 1 : -1),
        O = m.ori == 0 ? El : Al,
        _,
        j;
      y == 1 ? ((_ = i), (j = l)) : ((_ = l), (j = i));
      const A = G(g(p[_], m, N, L)),
        q = G(w(h[_], b, H, D)),
        U = G(g(p[j], m, N, L)),
        Q = G(w(a == 1 ? b.max : b.min, b, H, D)),
        Y = new Path2D(s);
      return (O(Y, U, Q), O(Y, A, Q), O(Y, A, q), Y);
    });
  }
  function hn(e, n, i, l, s, a) {
    let u = null;
    if (e.length > 0) {
      u = new Path2D();
      let p = n == 0 ? gn : wo,
        h = i;
      for (let g = 0; g < e.length; g++) {
        const w = e[g];
        if (w[1] > w[0]) {
          const L = w[0] - h;
          L > 0 && p(u, h, l, L, l + a), (h = w[1]);
        }
      }
      const m = i + s - h,
        b = 10;
      m > 0 && p(u, h, l - b / 2, m, l + a + b);
    }
    return u;
  }
  function zf(e, n, i) {
    const l = e[e.length - 1];
    l && l[0] == n ? (l[1] = i) : e.push([n, i]);
  }
  function go(e, n, i, l, s, a, u) {
    const p = [],
      h = e.length;
    for (let m = s == 1 ? i : l; m >= i && m <= l; m += s)
      if (n[m] === null) {
        let g = m,
          w = m;
        if (s == 1) for (; ++m <= l && n[m] === null; ) w = m;
        else for (; --m >= i && n[m] === null; ) w = m;
        let L = a(e[g]),
          D = w == g ? L : a(e[w]),
          N = g - s;
        L = u <= 0 && N >= 0 && N < h ? a(e[N]) : L;
        const G = w + s;
        (D = u >= 0 && G >= 0 && G < h ? a(e[G]) : D), D >= L && p.push([L, D]);
      }
    return p;
  }
  function Ai(e) {
    return e == 0 ? Hi : e == 1 ? Pe : (n) => qt(n, e);
  }
  function us(e) {
    const n = e == 0 ? dn : mn,
      i =
        e == 0
          ? (s, a, u, p, h, m) => {
              s.arcTo(a, u, p, h, m);
            }
          : (s, a, u, p, h, m) => {
              s.arcTo(u, a, h, p, m);
            },
      l =
        e == 0
          ? (s, a, u, p, h) => {
              s.rect(a, u, p, h);
            }
          : (s, a, u, p, h) => {
              s.rect(u, a, h, p);
            };
    return (s, a, u, p, h, m = 0, b = 0) => {
      m == 0 && b == 0
        ? l(s, a, u, p, h)
        : ((m = wt(m, p / 2, h / 2)),
          (b = wt(b, p / 2, h / 2)),
          n(s, a + m, u),
          i(s, a + p, u, a + p, u + h, m),
          i(s, a + p, u + h, a, u + h, b),
          i(s, a, u + h, a, u, b),
          i(s, a, u, a + p, u, m),
          s.closePath());
    };
  }
  var dn = (e, n, i) => {
      e.moveTo(n, i);
    },
    mn = (e, n, i) => {
      e.moveTo(i, n);
    },
    El = (e, n, i) => {
      e.lineTo(n, i);
    },
    Al = (e, n, i) => {
      e.lineTo(i, n);
    },
    gn = us(0),
    wo = us(1),
    as = (e, n, i, l, s, a) => {
      e.arc(n, i, l, s, a);
    },
    cs = (e, n, i, l, s, a) => {
      e.arc(i, n, l, s, a);
    },
    ps = (e, n, i, l, s, a, u) => {
      e.bezierCurveTo(n, i, l, s, a, u);
    },
    hs = (e, n, i, l, s, a, u) => {
      e.bezierCurveTo(i, n, s, l, u, a);
    };
  function ds(e) {
    return (n, i, l, s, a) =>
      el(n, i, (u, p, h, m, b, g, w, L, D, N, H) => {
        let { pxRound: G, points: y } = u,
          O,
          _;
        m.ori == 0 ? ((O = dn), (_ = as)) : ((O = mn), (_ = cs));
        const j = ce(y.width * ie, 3),
          A = ((y.size - y.width) / 2) * ie,
          q = ce(A * 2, 3),
          U = new Path2D(),
          Q = new Path2D(),
          { left: Y, top: k, width: $, height: C } = n.bbox;
        gn(Q, Y - q, k - q, $ + q * 2, C + q * 2);
        const I = (F) => {
          if (h[F] != null) {
            const ee = G(g(p[F], m, N, L)),
              V = G(w(h[F], b, H, D));
            O(U, ee + A, V), _(U, ee, V, A, 0, on * 2);
          }
        };
        if (a) a.forEach(I);
        else for (let F = l; F <= s; F++) I(F);
        return { stroke: j > 0 ? U : null, fill: U, clip: Q, flags: Ml | eo };
      });
  }
  function ms(e) {
    return (n, i, l, s, a, u) => {
      l != s && (a != l && u != l && e(n, i, l), a != s && u != s && e(n, i, s), e(n, i, u));
    };
  }
  var Rf = ms(El),
    Vf = ms(Al);
  function gs(e) {
    const n = ne(e?.alignGaps, 0);
    return (i, l, s, a) =>
      el(i, l, (u, p, h, m, b, g, w, L, D, N, H) => {
        [s, a] = un(h, s, a);
        let G = u.pxRound,
          y = (C) => G(g(C, m, N, L)),
          O = (C) => G(w(C, b, H, D)),
          _,
          j;
        m.ori == 0 ? ((_ = El), (j = Rf)) : ((_ = Al), (j = Vf));
        let A = m.dir * (m.ori == 0 ? 1 : -1),
          q = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: Ml },
          U = q.stroke,
          Q = !1;
        if (a - s >= N * 4) {
          let C = (z) => i.posToVal(z, m.key, !0),
            I = null,
            F = null,
            ee,
            V,
            Ue,
            we = y(p[A == 1 ? s : a]),
            te = y(p[s]),
            fe = y(p[a]),
            J = C(A == 1 ? te + 1 : fe - 1);
          for (let z = A == 1 ? s : a; z >= s && z <= a; z += A) {
            const Te = p[z],
              Se = (A == 1 ? Te < J : Te > J) ? we : y(Te),
              se = h[z];
            Se == we
              ? se != null
                ? ((V = se),
                  I == null ? (_(U, Se, O(V)), (ee = I = F = V)) : V < I ? (I = V) : V > F && (F = V))
                : se === null && (Q = !0)
              : (I != null && j(U, we, O(I), O(F), O(ee), O(V)),
                se != null
                  ? ((V = se), _(U, Se, O(V)), (I = F = ee = V))
                  : ((I = F = null), se === null && (Q = !0)),
                (we = Se),
                (J = C(we + A)));
          }
          I != null && I != F && Ue != we && j(U, we, O(I), O(F), O(ee), O(V));
        } else
          for (let C = A == 1 ? s : a; C >= s && C <= a; C += A) {
            const I = h[C];
            I === null ? (Q = !0) : I != null && _(U, y(p[C]), O(I));
          }
        const [k, $] = mo(i, l);
        if (u.fill != null || k != 0) {
          let C = (q.fill = new Path2D(U)),
            I = u.fillTo(i, l, u.min, u.max, k),
            F = O(I),
            ee = y(p[s]),
            V = y(p[a]);
          A == -1 && ([V, ee] = [ee, V]), _(C, V, F), _(C, ee, F);
        }
        if (!u.spanGaps) {
          let C = [];
          Q && C.push(...go(p, h, s, a, A, y, n)),
            (q.gaps = C = u.gaps(i, l, s, a, C)),
            (q.clip = hn(C, m.ori, L, D, N, H));
        }
        return (
          $ != 0 && (q.band = $ == 2 ? [Dt(i, l, s, a, U, -1), Dt(i, l, s, a, U, 1)] : Dt(i, l, s, a, U, $)),
          q
        );
      });
  }
  function Ff(e) {
    const n = ne(e.align, 1),
      i = ne(e.ascDesc, !1),
      l = ne(e.alignGaps, 0),
      s = ne(e.extend, !1);
    return (a, u, p, h) =>
      el(a, u, (m, b, g, w, L, D, N, H, G, y, O) => {
        [p, h] = un(g, p, h);
        let _ = m.pxRound,
          { left: j, width: A } = a.bbox,
          q = (te) => _(D(te, w, y, H)),
          U = (te) => _(N(te, L, O, G)),
          Q = w.ori == 0 ? El : Al,
          Y = { stroke: new Path2D(), fill: null, clip: null, band: null, gaps: null, flags: Ml },
          k = Y.stroke,
          $ = w.dir * (w.ori == 0 ? 1 : -1),
          C = U(g[$ == 1 ? p : h]),
          I = q(b[$ == 1 ? p : h]),
          F = I,
          ee = I;
        s && n == -1 && ((ee = j), Q(k, ee, C)), Q(k, I, C);
        for (let te = $ == 1 ? p : h; te >= p && te <= h; te += $) {
          const fe = g[te];
          if (fe == null) continue;
          const J = q(b[te]),
            z = U(fe);
          n == 1 ? Q(k, J, C) : Q(k, F, z), Q(k, J, z), (C = z), (F = J);
        }
        let V = F;
        s && n == 1 && ((V = j + A), Q(k, V, C));
        const [Ue, we] = mo(a, u);
        if (m.fill != null || Ue != 0) {
          const te = (Y.fill = new Path2D(k)),
            fe = m.fillTo(a, u, m.min, m.max, Ue),
            J = U(fe);
          Q(te, V, J), Q(te, ee, J);
        }
        if (!m.spanGaps) {
          let te = [];
          te.push(...go(b, g, p, h, $, q, l));
          const fe = (m.width * ie) / 2,
            J = i || n == 1 ? fe : -fe,
            z = i || n == -1 ? -fe : fe;
          te.forEach((Te) => {
            (Te[0] += J), (Te[1] += z);
          }),
            (Y.gaps = te = m.gaps(a, u, p, h, te)),
            (Y.clip = hn(te, w.ori, H, G, y, O));
        }
        return (
          we != 0 &&
            (Y.band = we == 2 ? [Dt(a, u, p, h, k, -1), Dt(a, u, p, h, k, 1)] : Dt(a, u, p, h, k, we)),
          Y
        );
      });
  }
  function Di(e, n, i, l, s, a, u = ae) {
    if (e.length > 1) {
      let p = null;
      for (let h = 0, m = 1 / 0; h < e.length; h++)
        if (n[h] !== void 0) {
          if (p != null) {
            const b = Ee(e[h] - e[p]);
            b < m && ((m = b), (u = Ee(i(e[h], l, s, a) - i(e[p], l, s, a))));
          }
          p = h;
        }
    }
    return u;
  }
  function Nf(e) {
    e = e || Bl;
    let n = ne(e.size, [0.6, ae, 1]),
      i = e.align || 0,
      l = e.gap || 0,
      s = e.radius;
    s = s == null ? [0, 0] : typeof s == 'number' ? [s, 0] : s;
    const a = X(s),
      u = 1 - n[0],
      p = ne(n[1], ae),
      h = ne(n[2], 1),
      m = ne(e.disp, Bl),
      b = ne(e.each, (L) => {}),
      { fill: g, stroke: w } = m;
    return (L, D, N, H) =>
      el(L, D, (G, y, O, _, j, A, q, U, Q, Y, k) => {
        let $ = G.pxRound,
          C = i,
          I = l * ie,
          F = p * ie,
          ee = h * ie,
          V,
          Ue;
        _.ori == 0 ? ([V, Ue] = a(L, D)) : ([Ue, V] = a(L, D));
        let we = _.dir * (_.ori == 0 ? 1 : -1),
          te = _.ori == 0 ? gn : wo,
          fe =
            _.ori == 0
              ? b
              : (P, pe, Me, ol, Gt, xt, It) => {
                  b(P, pe, Me, Gt, ol, It, xt);
                },
          J = ne(L.bands, uo).find((P) => P.series[0] == D),
          z = J != null ? J.dir : 0,
          Te = G.fillTo(L, D, G.min, G.max, z),
          He = $(q(Te, j, k, Q)),
          Se,
          se,
          at,
          je = Y,
          be = $(G.width * ie),
          St = !1,
          Mt = null,
          lt = null,
          Lt = null,
          tl = null;
        g != null &&
          (be == 0 || w != null) &&
          ((St = !0),
          (Mt = g.values(L, D, N, H)),
          (lt = new Map()),
          new Set(Mt).forEach((P) => {
            P != null && lt.set(P, new Path2D());
          }),
          be > 0 &&
            ((Lt = w.values(L, D, N, H)),
            (tl = new Map()),
            new Set(Lt).forEach((P) => {
              P != null && tl.set(P, new Path2D());
            })));
        const { x0: ll, size: Dl } = m;
        if (ll != null && Dl != null) {
          (C = 1),
            (y = ll.values(L, D, N, H)),
            ll.unit == 2 && (y = y.map((Me) => L.posToVal(U + Me * Y, _.key, !0)));
          const P = Dl.values(L, D, N, H);
          Dl.unit == 2 ? (se = P[0] * Y) : (se = A(P[0], _, Y, U) - A(0, _, Y, U)),
            (je = Di(y, O, A, _, Y, U, je)),
            (at = je - se + I);
        } else (je = Di(y, O, A, _, Y, U, je)), (at = je * u + I), (se = je - at);
        at < 1 && (at = 0), be >= se / 2 && (be = 0), at < 5 && ($ = Hi);
        const Ul = at > 0,
          Ht = je - at - (Ul ? be : 0);
        (se = $(Zn(Ht, ee, F))),
          (Se = (C == 0 ? se / 2 : C == we ? 0 : se) - C * we * ((C == 0 ? I / 2 : 0) + (Ul ? be / 2 : 0)));
        let We = { stroke: null, fill: null, clip: null, band: null, gaps: null, flags: 0 },
          nl = St ? null : new Path2D(),
          Pt = null;
        if (J != null) Pt = L.data[J.series[1]];
        else {
          const { y0: P, y1: pe } = m;
          P != null && pe != null && ((O = pe.values(L, D, N, H)), (Pt = P.values(L, D, N, H)));
        }
        const Wt = V * se,
          K = Ue * se;
        for (let P = we == 1 ? N : H; P >= N && P <= H; P += we) {
          const pe = O[P];
          if (pe == null) continue;
          if (Pt != null) {
            const Ke = Pt[P] ?? 0;
            if (pe - Ke == 0) continue;
            He = q(Ke, j, k, Q);
          }
          const Me = _.distr != 2 || m != null ? y[P] : P,
            ol = A(Me, _, Y, U),
            Gt = q(ne(pe, Te), j, k, Q),
            xt = $(ol - Se),
            It = $(Ye(Gt, He)),
            qe = $(wt(Gt, He)),
            nt = It - qe;
          if (pe != null) {
            const Ke = pe < 0 ? K : Wt,
              ct = pe < 0 ? Wt : K;
            St
              ? (be > 0 &&
                  Lt[P] != null &&
                  te(tl.get(Lt[P]), xt, qe + et(be / 2), se, Ye(0, nt - be), Ke, ct),
                Mt[P] != null && te(lt.get(Mt[P]), xt, qe + et(be / 2), se, Ye(0, nt - be), Ke, ct))
              : te(nl, xt, qe + et(be / 2), se, Ye(0, nt - be), Ke, ct),
              fe(L, D, P, xt - be / 2, qe, se + be, nt);
          }
        }
        return (
          be > 0
            ? (We.stroke = St ? tl : nl)
            : St || ((We._fill = G.width == 0 ? G._fill : (G._stroke ?? G._fill)), (We.width = 0)),
          (We.fill = St ? lt : nl),
          We
        );
      });
  }
  function Of(e, n) {
    const i = ne(n?.alignGaps, 0);
    return (l, s, a, u) =>
      el(l, s, (p, h, m, b, g, w, L, D, N, H, G) => {
        [a, u] = un(m, a, u);
        let y = p.pxRound,
          O = (V) => y(w(V, b, H, D)),
          _ = (V) => y(L(V, g, G, N)),
          j,
          A,
          q;
        b.ori == 0 ? ((j = dn), (q = El), (A = ps)) : ((j = mn), (q = Al), (A = hs));
        let U = b.dir * (b.ori == 0 ? 1 : -1),
          Q = O(h[U == 1 ? a : u]),
          Y = Q,
          k = [],
          $ = [];
        for (let V = U == 1 ? a : u; V >= a && V <= u; V += U)
          if (m[V] != null) {
            const we = h[V],
              te = O(we);
            k.push((Y = te)), $.push(_(m[V]));
          }
        const C = { stroke: e(k, $, j, q, A, y), fill: null, clip: null, band: null, gaps: null, flags: Ml },
          I = C.stroke,
          [F, ee] = mo(l, s);
        if (p.fill != null || F != 0) {
          const V = (C.fill = new Path2D(I)),
            Ue = p.fillTo(l, s, p.min, p.max, F),
            we = _(Ue);
          q(V, Y, we), q(V, Q, we);
        }
        if (!p.spanGaps) {
          let V = [];
          V.push(...go(h, m, a, u, U, O, i)),
            (C.gaps = V = p.gaps(l, s, a, u, V)),
            (C.clip = hn(V, b.ori, D, N, H, G));
        }
        return (
          ee != 0 &&
            (C.band = ee == 2 ? [Dt(l, s, a, u, I, -1), Dt(l, s, a, u, I, 1)] : Dt(l, s, a, u, I, ee)),
          C
        );
      });
  }
  function Hf(e) {
    return Of(Wf, e);
  }
  function Wf(e, n, i, l, s, a) {
    const u = e.length;
    if (u < 2) return null;
    const p = new Path2D();
    if ((i(p, e[0], n[0]), u == 2)) l(p, e[1], n[1]);
    else {
      const h = Array(u),
        m = Array(u - 1),
        b = Array(u - 1),
        g = Array(u - 1);
      for (let w = 0; w < u - 1; w++)
        (b[w] = n[w + 1] - n[w]), (g[w] = e[w + 1] - e[w]), (m[w] = b[w] / g[w]);
      h[0] = m[0];
      for (let w = 1; w < u - 1; w++)
        m[w] === 0 || m[w - 1] === 0 || m[w - 1] > 0 != m[w] > 0
          ? (h[w] = 0)
          : ((h[w] =
              (3 * (g[w - 1] + g[w])) / ((2 * g[w] + g[w - 1]) / m[w - 1] + (g[w] + 2 * g[w - 1]) / m[w])),
            isFinite(h[w]) || (h[w] = 0));
      h[u - 1] = m[u - 2];
      for (let w = 0; w < u - 1; w++)
        s(
          p,
          e[w] + g[w] / 3,
          n[w] + (h[w] * g[w]) / 3,
          e[w + 1] - g[w] / 3,
          n[w + 1] - (h[w + 1] * g[w]) / 3,
          e[w + 1],
          n[w + 1],
        );
    }
    return p;
  }
  var to = new Set();
  function Li() {
    for (const e of to) e.syncRect(!0);
  }
  Pl &&
    (Qt(xr, yl, Li),
    Qt(br, yl, Li, !0),
    Qt(sn, yl, () => {
      Ne.pxRatio = ie;
    }));
  var Gf = gs(),
    If = ds();
  function Ci(e, n, i, l) {
    return (l ? [e[0], e[1]].concat(e.slice(2)) : [e[0]].concat(e.slice(1))).map((a, u) => lo(a, u, n, i));
  }
  function Bf(e, n) {
    return e.map((i, l) => (l == 0 ? {} : ke({}, n, i)));
  }
  function lo(e, n, i, l) {
    return ke({}, n == 0 ? i : l, e);
  }
  function ws(e, n, i) {
    return n == null ? kl : [n, i];
  }
  var Yf = ws;
  function Uf(e, n, i) {
    return n == null ? kl : rn(n, i, ro, !0);
  }
  function Ss(e, n, i, l) {
    return n == null ? kl : an(n, i, e.scales[l].log, !1);
  }
  var Kf = Ss;
  function xs(e, n, i, l) {
    return n == null ? kl : so(n, i, e.scales[l].log, !1);
  }
  var $f = xs;
  function jf(e, n, i, l, s) {
    let a = Ye(ai(e), ai(n)),
      u = n - e,
      p = gt((s / l) * u, i);
    do {
      const h = i[p],
        m = (l * h) / u;
      if (m >= s && a + (h < 5 ? Ot.get(h) : 0) <= 17) return [h, m];
    } while (++p < i.length);
    return [0, 0];
  }
  function zi(e) {
    let n, i;
    return ((e = e.replace(/(\d+)px/, (l, s) => (n = Pe((i = +s) * ie)) + 'px')), [e, n, i]);
  }
  function qf(e) {
    e.show &&
      [e.font, e.labelFont].forEach((n) => {
        const i = ce(n[2] * ie, 1);
        (n[0] = n[0].replace(/[0-9.]+px/, i + 'px')), (n[1] = i);
      });
  }
  function Ne(e, n, i) {
    const l = { mode: ne(e.mode, 1) },
      s = l.mode;
    function a(t, o, r, f) {
      const c = o.valToPct(t);
      return f + r * (o.dir == -1 ? 1 - c : c);
    }
    function u(t, o, r, f) {
      const c = o.valToPct(t);
      return f + r * (o.dir == -1 ? c : 1 - c);
    }
    function p(t, o, r, f) {
      return o.ori == 0 ? a(t, o, r, f) : u(t, o, r, f);
    }
    (l.valToPosH = a), (l.valToPosV = u);
    let h = !1;
    l.status = 0;
    const m = (l.root = ft(tr));
    if ((e.id != null && (m.id = e.id), Xe(m, e.class), e.title)) {
      const t = ft(or, m);
      t.textContent = e.title;
    }
    const b = mt('canvas'),
      g = (l.ctx = b.getContext('2d')),
      w = ft(ir, m);
    Qt(
      'click',
      w,
      (t) => {
        t.target === D && (he != ml || xe != gl) && Fe.click(l, t);
      },
      !0,
    );
    const L = (l.under = ft(sr, w));
    w.appendChild(b);
    const D = (l.over = ft(rr, w));
    e = Tl(e);
    const N = +ne(e.pxAlign, 1),
      H = Ai(N);
    (e.plugins || []).forEach((t) => {
      t.opts && (e = t.opts(l, e) || e);
    });
    const G = e.ms || 0.001,
      y = (l.series = s == 1 ? Ci(e.series || [], yi, Pi, !1) : Bf(e.series || [null], Mi)),
      O = (l.axes = Ci(e.axes || [], vi, ki, !0)),
      _ = (l.scales = {}),
      j = (l.bands = e.bands || []);
    j.forEach((t) => {
      (t.fill = X(t.fill || null)), (t.dir = ne(t.dir, -1));
    });
    const A = s == 2 ? y[1].facets[0].scale : y[0].scale,
      q = { axes: Ws, series: Vs },
      U = (e.drawOrder || ['axes', 'series']).map((t) => q[t]);
    function Q(t) {
      const o =
        t.distr == 3
          ? (r) => At(r > 0 ? r : t.clamp(l, r, t.min, t.max, t.key))
          : t.distr == 4
            ? (r) => Bn(r, t.asinh)
            : t.distr == 100
              ? (r) => t.fwd(r)
              : (r) => r;
      return (r) => {
        const f = o(r),
          { _min: c, _max: d } = t,
          S = d - c;
        return (f - c) / S;
      };
    }
    function Y(t) {
      let o = _[t];
      if (o == null) {
        const r = (e.scales || Bl)[t] || Bl;
        if (r.from != null) {
          Y(r.from);
          const f = ke({}, _[r.from], r, { key: t });
          (f.valToPct = Q(f)), (_[t] = f);
        } else {
          (o = _[t] = ke({}, t == A ? rs : Lf, r)), (o.key = t);
          let f = o.time,
            c = o.range,
            d = Nt(c);
          if (
            (t != A || (s == 2 && !f)) &&
            (d &&
              (c[0] == null || c[1] == null) &&
              ((c = {
                min: c[0] == null ? ri : { mode: 1, hard: c[0], soft: c[0] },
                max: c[1] == null ? ri : { mode: 1, hard: c[1], soft: c[1] },
              }),
              (d = !1)),
            !d && pn(c))
          ) {
            const S = c;
            c = (x, v, T) => (v == null ? kl : rn(v, T, S));
          }
          (o.range = X(
            c ||
              (f
                ? Yf
                : t == A
                  ? o.distr == 3
                    ? Kf
                    : o.distr == 4
                      ? $f
                      : ws
                  : o.distr == 3
                    ? Ss
                    : o.distr == 4
                      ? xs
                      : Uf),
          )),
            (o.auto = X(d ? !1 : o.auto)),
            (o.clamp = X(o.clamp || Df)),
            (o._min = o._max = null),
            (o.valToPct = Q(o));
        }
      }
    }
    Y('x'),
      Y('y'),
      s == 1 &&
        y.forEach((t) => {
          Y(t.scale);
        }),
      O.forEach((t) => {
        Y(t.scale);
      });
    for (const t in e.scales) Y(t);
    let k = _[A],
      $ = k.distr,
      C,
      I;
    k.ori == 0 ? (Xe(m, lr), (C = a), (I = u)) : (Xe(m, nr), (C = u), (I = a));
    const F = {};
    for (const t in _) {
      const o = _[t];
      (o.min != null || o.max != null) && ((F[t] = { min: o.min, max: o.max }), (o.min = o.max = null));
    }
    const ee = e.tzDate || ((t) => new Date(Pe(t / G))),
      V = e.fmtDate || ao,
      Ue = G == 1 ? lf(ee) : sf(ee),
      we = Si(ee, wi(G == 1 ? tf : of, V)),
      te = bi(ee, xi(ff, V)),
      fe = [],
      J = (l.legend = ke({}, cf, e.legend)),
      z = (l.cursor = ke({}, wf, { drag: { y: s == 2 } }, e.cursor)),
      Te = J.show,
      He = z.show,
      Se = J.markers;
    (J.idxs = fe),
      (Se.width = X(Se.width)),
      (Se.dash = X(Se.dash)),
      (Se.stroke = X(Se.stroke)),
      (Se.fill = X(Se.fill));
    let se,
      at,
      je,
      be = [],
      St = [],
      Mt,
      lt = !1,
      Lt = {};
    if (J.live) {
      const t = y[1] ? y[1].values : null;
      (lt = t != null), (Mt = lt ? t(l, 1, 0) : { _: 0 });
      for (const o in Mt) Lt[o] = oo;
    }
    if (Te)
      if (((se = mt('table', hr, m)), (je = mt('tbody', null, se)), J.mount(l, se), lt)) {
        at = mt('thead', null, se, je);
        const t = mt('tr', null, at);
        mt('th', null, t);
        for (var tl in Mt) mt('th', jo, t).textContent = tl;
      } else Xe(se, mr), J.live && Xe(se, dr);
    const ll = { show: !0 },
      Dl = { show: !1 };
    function Ul(t, o) {
      if (o == 0 && (lt || !J.live || s == 2)) return kl;
      const r = [],
        f = mt('tr', gr, je, je.childNodes[o]);
      Xe(f, t.class), t.show || Xe(f, Zt);
      const c = mt('th', null, f);
      if (Se.show) {
        const x = ft(wr, c);
        if (o > 0) {
          const v = Se.width(l, o);
          v && (x.style.border = v + 'px ' + Se.dash(l, o) + ' ' + Se.stroke(l, o)),
            (x.style.background = Se.fill(l, o));
        }
      }
      const d = ft(jo, c);
      t.label instanceof HTMLElement ? d.appendChild(t.label) : (d.textContent = t.label),
        o > 0 &&
          (Se.show || (d.style.color = t.width > 0 ? Se.stroke(l, o) : Se.fill(l, o)),
          We(
            'click',
            c,
            (x) => {
              if (z._lock) return;
              Yt(x);
              const v = y.indexOf(t);
              if ((x.ctrlKey || x.metaKey) != J.isolate) {
                const T = y.some((M, E) => E > 0 && E != v && M.show);
                y.forEach((M, E) => {
                  E > 0 && vt(E, T ? (E == v ? ll : Dl) : ll, !0, _e.setSeries);
                });
              } else vt(v, { show: !t.show }, !0, _e.setSeries);
            },
            !1,
          ),
          sl &&
            We(
              Qo,
              c,
              (x) => {
                z._lock || (Yt(x), vt(y.indexOf(t), Sl, !0, _e.setSeries));
              },
              !1,
            ));
      for (var S in Mt) {
        const x = mt('td', Sr, f);
        (x.textContent = '--'), r.push(x);
      }
      return [f, r];
    }
    const Ht = new Map();
    function We(t, o, r, f = !0) {
      const c = Ht.get(o) || {},
        d = z.bind[t](l, o, r, f);
      d && (Qt(t, o, (c[t] = d)), Ht.set(o, c));
    }
    function nl(t, o, r) {
      const f = Ht.get(o) || {};
      for (const c in f) (t == null || c == t) && (Jn(c, o, f[c]), delete f[c]);
      t == null && Ht.delete(o);
    }
    let Pt = 0,
      Wt = 0,
      K = 0,
      P = 0,
      pe = 0,
      Me = 0,
      ol = pe,
      Gt = Me,
      xt = K,
      It = P,
      qe = 0,
      nt = 0,
      Ke = 0,
      ct = 0;
    l.bbox = {};
    let wn = !1,
      Kl = !1,
      il = !1,
      Bt = !1,
      $l = !1,
      ot = !1;
    function Sn(t, o, r) {
      (r || t != l.width || o != l.height) && So(t, o), cl(!1), (il = !0), (Kl = !0), pl();
    }
    function So(t, o) {
      (l.width = Pt = K = t), (l.height = Wt = P = o), (pe = Me = 0), Es(), As();
      const r = l.bbox;
      (qe = r.left = qt(pe * ie, 0.5)),
        (nt = r.top = qt(Me * ie, 0.5)),
        (Ke = r.width = qt(K * ie, 0.5)),
        (ct = r.height = qt(P * ie, 0.5));
    }
    const Ts = 3;
    function Ms() {
      let t = !1,
        o = 0;
      for (; !t; ) {
        o++;
        const r = Os(o),
          f = Hs(o);
        (t = o == Ts || (r && f)), t || (So(l.width, l.height), (Kl = !0));
      }
    }
    function Ps({ width: t, height: o }) {
      Sn(t, o);
    }
    l.setSize = Ps;
    function Es() {
      let t = !1,
        o = !1,
        r = !1,
        f = !1;
      O.forEach((c, d) => {
        if (c.show && c._show) {
          const { side: S, _size: x } = c,
            v = S % 2,
            T = c.label != null ? c.labelSize : 0,
            M = x + T;
          M > 0 &&
            (v
              ? ((K -= M), S == 3 ? ((pe += M), (f = !0)) : (r = !0))
              : ((P -= M), S == 0 ? ((Me += M), (t = !0)) : (o = !0)));
        }
      }),
        (Ut[0] = t),
        (Ut[1] = r),
        (Ut[2] = o),
        (Ut[3] = f),
        (K -= Ct[1] + Ct[3]),
        (pe += Ct[3]),
        (P -= Ct[2] + Ct[0]),
        (Me += Ct[0]);
    }
    function As() {
      let t = pe + K,
        o = Me + P,
        r = pe,
        f = Me;
      function c(d, S) {
        switch (d) {
          case 1:
            return ((t += S), t - S);
          case 2:
            return ((o += S), o - S);
          case 3:
            return ((r -= S), r + S);
          case 0:
            return ((f -= S), f + S);
        }
      }
      O.forEach((d, S) => {
        if (d.show && d._show) {
          const x = d.side;
          (d._pos = c(x, d._size)), d.label != null && (d._lpos = c(x, d.labelSize));
        }
      });
    }
    if (z.dataIdx == null) {
      const t = z.hover,
        o = (t.skip = new Set(t.skip ?? []));
      o.add(void 0);
      const r = (t.prox = X(t.prox)),
        f = (t.bias ??= 0);
      z.dataIdx = (c, d, S, x) => {
        if (d == 0) return S;
        let v = S,
          T = r(c, d, S, x) ?? ae,
          M = T >= 0 && T < ae,
          E = k.ori == 0 ? K : P,
          B = z.left,
          oe = n[0],
          le = n[d];
        if (o.has(le[S])) {
          v = null;
          let Z = null,
            W = null,
            R;
          if (f == 0 || f == -1) for (R = S; Z == null && R-- > 0; ) o.has(le[R]) || (Z = R);
          if (f == 0 || f == 1) for (R = S; W == null && R++ < le.length; ) o.has(le[R]) || (W = R);
          if (Z != null || W != null)
            if (M) {
              const me = Z == null ? -1 / 0 : C(oe[Z], k, E, 0),
                ve = W == null ? 1 / 0 : C(oe[W], k, E, 0),
                Re = B - me,
                ue = ve - B;
              Re <= ue ? Re <= T && (v = Z) : ue <= T && (v = W);
            } else v = W == null ? Z : Z == null ? W : S - Z <= W - S ? Z : W;
        } else M && Ee(B - C(oe[S], k, E, 0)) > T && (v = null);
        return v;
      };
    }
    const Yt = (t) => {
      z.event = t;
    };
    (z.idxs = fe), (z._lock = !1);
    const Oe = z.points;
    (Oe.show = X(Oe.show)),
      (Oe.size = X(Oe.size)),
      (Oe.stroke = X(Oe.stroke)),
      (Oe.width = X(Oe.width)),
      (Oe.fill = X(Oe.fill));
    const bt = (l.focus = ke({}, e.focus || { alpha: 0.3 }, z.focus)),
      sl = bt.prox >= 0,
      rl = sl && Oe.one,
      it = [],
      fl = [],
      ul = [];
    function xo(t, o) {
      const r = Oe.show(l, o);
      if (r instanceof HTMLElement)
        return (Xe(r, pr), Xe(r, t.class), Tt(r, -10, -10, K, P), D.insertBefore(r, it[o]), r);
    }
    function bo(t, o) {
      if (s == 1 || o > 0) {
        const r = s == 1 && _[t.scale].time,
          f = t.value;
        (t.value = r ? (hi(f) ? bi(ee, xi(f, V)) : f || te) : f || Pf), (t.label = t.label || (r ? xf : Sf));
      }
      if (rl || o > 0) {
        (t.width = t.width == null ? 1 : t.width),
          (t.paths = t.paths || Gf || Dr),
          (t.fillTo = X(t.fillTo || Cf)),
          (t.pxAlign = +ne(t.pxAlign, N)),
          (t.pxRound = Ai(t.pxAlign)),
          (t.stroke = X(t.stroke || null)),
          (t.fill = X(t.fill || null)),
          (t._stroke = t._fill = t._paths = t._focus = null);
        const r = Ef(Ye(1, t.width), 1),
          f = (t.points = ke(
            {},
            {
              size: r,
              width: Ye(1, r * 0.2),
              stroke: t.stroke,
              space: r * 2,
              paths: If,
              _stroke: null,
              _fill: null,
            },
            t.points,
          ));
        (f.show = X(f.show)),
          (f.filter = X(f.filter)),
          (f.fill = X(f.fill)),
          (f.stroke = X(f.stroke)),
          (f.paths = X(f.paths)),
          (f.pxAlign = t.pxAlign);
      }
      if (Te) {
        const r = Ul(t, o);
        be.splice(o, 0, r[0]), St.splice(o, 0, r[1]), J.values.push(null);
      }
      if (He) {
        fe.splice(o, 0, null);
        let r = null;
        rl ? o == 0 && (r = xo(t, o)) : o > 0 && (r = xo(t, o)),
          it.splice(o, 0, r),
          fl.splice(o, 0, 0),
          ul.splice(o, 0, 0);
      }
      ze('addSeries', o);
    }
    function Ds(t, o) {
      (o = o ?? y.length), (t = s == 1 ? lo(t, o, yi, Pi) : lo(t, o, {}, Mi)), y.splice(o, 0, t), bo(y[o], o);
    }
    l.addSeries = Ds;
    function Ls(t) {
      if ((y.splice(t, 1), Te)) {
        J.values.splice(t, 1), St.splice(t, 1);
        const o = be.splice(t, 1)[0];
        nl(null, o.firstChild), o.remove();
      }
      He && (fe.splice(t, 1), it.splice(t, 1)[0].remove(), fl.splice(t, 1), ul.splice(t, 1)),
        ze('delSeries', t);
    }
    l.delSeries = Ls;
    const Ut = [!1, !1, !1, !1];
    function Cs(t, o) {
      if (((t._show = t.show), t.show)) {
        let r = t.side % 2,
          f = _[t.scale];
        f == null && ((t.scale = r ? y[1].scale : A), (f = _[t.scale]));
        const c = f.time;
        (t.size = X(t.size)),
          (t.space = X(t.space)),
          (t.rotate = X(t.rotate)),
          Nt(t.incrs) &&
            t.incrs.forEach((S) => {
              !Ot.has(S) && Ot.set(S, Ii(S));
            }),
          (t.incrs = X(t.incrs || (f.distr == 2 ? Qr : c ? (G == 1 ? ef : nf) : Jt))),
          (t.splits = X(t.splits || (c && f.distr == 1 ? Ue : f.distr == 3 ? Qn : f.distr == 4 ? yf : vf))),
          (t.stroke = X(t.stroke)),
          (t.grid.stroke = X(t.grid.stroke)),
          (t.ticks.stroke = X(t.ticks.stroke)),
          (t.border.stroke = X(t.border.stroke));
        const d = t.values;
        (t.values =
          Nt(d) && !Nt(d[0]) ? X(d) : c ? (Nt(d) ? Si(ee, wi(d, V)) : hi(d) ? rf(ee, d) : d || we) : d || bf),
          (t.filter = X(
            t.filter || (f.distr >= 3 && f.log == 10 ? Tf : f.distr == 3 && f.log == 2 ? Mf : Wi),
          )),
          (t.font = zi(t.font)),
          (t.labelFont = zi(t.labelFont)),
          (t._size = t.size(l, null, o, 0)),
          (t._space = t._rotate = t._incrs = t._found = t._splits = t._values = null),
          t._size > 0 && ((Ut[o] = !0), (t._el = ft(fr, w)));
      }
    }
    function Ll(t, o, r, f) {
      let [c, d, S, x] = r,
        v = o % 2,
        T = 0;
      return (
        v == 0 && (x || d) && (T = (o == 0 && !c) || (o == 2 && !S) ? Pe(vi.size / 3) : 0),
        v == 1 && (c || S) && (T = (o == 1 && !d) || (o == 3 && !x) ? Pe(ki.size / 2) : 0),
        T
      );
    }
    let vo = (l.padding = (e.padding || [Ll, Ll, Ll, Ll]).map((t) => X(ne(t, Ll)))),
      Ct = (l._padding = vo.map((t, o) => t(l, o, Ut, 0))),
      Ve,
      Ae = null,
      De = null,
      jl = s == 1 ? y[0].idxs : null,
      pt = null,
      Cl = !1;
    function yo(t, o) {
      if (((n = t ?? []), (l.data = l._data = n), s == 2)) {
        Ve = 0;
        for (let r = 1; r < y.length; r++) Ve += n[r][0].length;
      } else {
        n.length == 0 && (l.data = l._data = n = [[]]), (pt = n[0]), (Ve = pt.length);
        let r = n;
        if ($ == 2) {
          r = n.slice();
          const f = (r[0] = Array(Ve));
          for (let c = 0; c < Ve; c++) f[c] = c;
        }
        l._data = n = r;
      }
      if ((cl(!0), ze('setData'), $ == 2 && (il = !0), o !== !1)) {
        const r = k;
        r.auto(l, Cl) ? xn() : Rt(A, r.min, r.max), (Bt = Bt || z.left >= 0), (ot = !0), pl();
      }
    }
    l.setData = yo;
    function xn() {
      Cl = !0;
      let t, o;
      s == 1 &&
        (Ve > 0
          ? ((Ae = jl[0] = 0),
            (De = jl[1] = Ve - 1),
            (t = n[0][Ae]),
            (o = n[0][De]),
            $ == 2
              ? ((t = Ae), (o = De))
              : t == o &&
                ($ == 3
                  ? ([t, o] = an(t, t, k.log, !1))
                  : $ == 4
                    ? ([t, o] = so(t, t, k.log, !1))
                    : k.time
                      ? (o = t + Pe(86400 / G))
                      : ([t, o] = rn(t, o, ro, !0))))
          : ((Ae = jl[0] = t = null), (De = jl[1] = o = null))),
        Rt(A, t, o);
    }
    let ql, al, bn, vn, yn, _n, kn, Tn, Mn, $e;
    function _o(t, o, r, f, c, d) {
      (t ??= Jo),
        (r ??= uo),
        (f ??= 'butt'),
        (c ??= Jo),
        (d ??= 'round'),
        t != ql && (g.strokeStyle = ql = t),
        c != al && (g.fillStyle = al = c),
        o != bn && (g.lineWidth = bn = o),
        d != yn && (g.lineJoin = yn = d),
        f != _n && (g.lineCap = _n = f),
        r != vn && g.setLineDash((vn = r));
    }
    function ko(t, o, r, f) {
      o != al && (g.fillStyle = al = o),
        t != kn && (g.font = kn = t),
        r != Tn && (g.textAlign = Tn = r),
        f != Mn && (g.textBaseline = Mn = f);
    }
    function Pn(t, o, r, f, c = 0) {
      if (f.length > 0 && t.auto(l, Cl) && (o == null || o.min == null)) {
        const d = ne(Ae, 0),
          S = ne(De, f.length - 1),
          x = r.min == null ? kr(f, d, S, c, t.distr == 3) : [r.min, r.max];
        (t.min = wt(t.min, (r.min = x[0]))), (t.max = Ye(t.max, (r.max = x[1])));
      }
    }
    const To = { min: null, max: null };
    function zs() {
      for (const f in _) {
        const c = _[f];
        F[f] == null && (c.min == null || (F[A] != null && c.auto(l, Cl))) && (F[f] = To);
      }
      for (const f in _) {
        const c = _[f];
        F[f] == null && c.from != null && F[c.from] != null && (F[f] = To);
      }
      F[A] != null && cl(!0);
      const t = {};
      for (const f in F) {
        const c = F[f];
        if (c != null) {
          const d = (t[f] = Tl(_[f], zr));
          if (c.min != null) ke(d, c);
          else if (f != A || s == 2)
            if (Ve == 0 && d.from == null) {
              const S = d.range(l, null, null, f);
              (d.min = S[0]), (d.max = S[1]);
            } else (d.min = ae), (d.max = -ae);
        }
      }
      if (Ve > 0) {
        y.forEach((f, c) => {
          if (s == 1) {
            const d = f.scale,
              S = F[d];
            if (S == null) return;
            const x = t[d];
            if (c == 0) {
              const v = x.range(l, x.min, x.max, d);
              (x.min = v[0]),
                (x.max = v[1]),
                (Ae = gt(x.min, n[0])),
                (De = gt(x.max, n[0])),
                De - Ae > 1 && (n[0][Ae] < x.min && Ae++, n[0][De] > x.max && De--),
                (f.min = pt[Ae]),
                (f.max = pt[De]);
            } else f.show && f.auto && Pn(x, S, f, n[c], f.sorted);
            (f.idxs[0] = Ae), (f.idxs[1] = De);
          } else if (c > 0 && f.show && f.auto) {
            const [d, S] = f.facets,
              x = d.scale,
              v = S.scale,
              [T, M] = n[c],
              E = t[x],
              B = t[v];
            E != null && Pn(E, F[x], d, T, d.sorted),
              B != null && Pn(B, F[v], S, M, S.sorted),
              (f.min = S.min),
              (f.max = S.max);
          }
        });
        for (const f in t) {
          const c = t[f],
            d = F[f];
          if (c.from == null && (d == null || d.min == null)) {
            const S = c.range(l, c.min == ae ? null : c.min, c.max == -ae ? null : c.max, f);
            (c.min = S[0]), (c.max = S[1]);
          }
        }
      }
      for (const f in t) {
        const c = t[f];
        if (c.from != null) {
          const d = t[c.from];
          if (d.min == null) c.min = c.max = null;
          else {
            const S = c.range(l, d.min, d.max, f);
            (c.min = S[0]), (c.max = S[1]);
          }
        }
      }
      let o = {},
        r = !1;
      for (const f in t) {
        const c = t[f],
          d = _[f];
        if (d.min != c.min || d.max != c.max) {
          (d.min = c.min), (d.max = c.max);
          const S = d.distr;
          (d._min = S == 3 ? At(d.min) : S == 4 ? Bn(d.min, d.asinh) : S == 100 ? d.fwd(d.min) : d.min),
            (d._max = S == 3 ? At(d.max) : S == 4 ? Bn(d.max, d.asinh) : S == 100 ? d.fwd(d.max) : d.max),
            (o[f] = r = !0);
        }
      }
      if (r) {
        y.forEach((f, c) => {
          s == 2 ? c > 0 && o.y && (f._paths = null) : o[f.scale] && (f._paths = null);
        });
        for (const f in o) (il = !0), ze('setScale', f);
        He && z.left >= 0 && (Bt = ot = !0);
      }
      for (const f in F) F[f] = null;
    }
    function Rs(t) {
      let o = Zn(Ae - 1, 0, Ve - 1),
        r = Zn(De + 1, 0, Ve - 1);
      for (; t[o] == null && o > 0; ) o--;
      for (; t[r] == null && r < Ve - 1; ) r++;
      return [o, r];
    }
    function Vs() {
      if (Ve > 0) {
        const t = y.some((o) => o._focus) && $e != bt.alpha;
        t && (g.globalAlpha = $e = bt.alpha),
          y.forEach((o, r) => {
            if (r > 0 && o.show && (Mo(r, !1), Mo(r, !0), o._paths == null)) {
              const f = $e;
              $e != o.alpha && (g.globalAlpha = $e = o.alpha);
              const c = s == 2 ? [0, n[r][0].length - 1] : Rs(n[r]);
              (o._paths = o.paths(l, r, c[0], c[1])), $e != f && (g.globalAlpha = $e = f);
            }
          }),
          y.forEach((o, r) => {
            if (r > 0 && o.show) {
              const f = $e;
              $e != o.alpha && (g.globalAlpha = $e = o.alpha), o._paths != null && Po(r, !1);
              {
                const c = o._paths != null ? o._paths.gaps : null,
                  d = o.points.show(l, r, Ae, De, c),
                  S = o.points.filter(l, r, d, c);
                (d || S) && ((o.points._paths = o.points.paths(l, r, Ae, De, S)), Po(r, !0));
              }
              $e != f && (g.globalAlpha = $e = f), ze('drawSeries', r);
            }
          }),
          t && (g.globalAlpha = $e = 1);
      }
    }
    function Mo(t, o) {
      const r = o ? y[t].points : y[t];
      (r._stroke = r.stroke(l, t)), (r._fill = r.fill(l, t));
    }
    function Po(t, o) {
      let r = o ? y[t].points : y[t],
        {
          stroke: f,
          fill: c,
          clip: d,
          flags: S,
          _stroke: x = r._stroke,
          _fill: v = r._fill,
          _width: T = r.width,
        } = r._paths;
      T = ce(T * ie, 3);
      let M = null,
        E = (T % 2) / 2;
      o && v == null && (v = T > 0 ? '#fff' : x);
      const B = r.pxAlign == 1 && E > 0;
      if ((B && g.translate(E, E), !o)) {
        const oe = qe - T / 2,
          le = nt - T / 2,
          Z = Ke + T,
          W = ct + T;
        (M = new Path2D()), M.rect(oe, le, Z, W);
      }
      o ? En(x, T, r.dash, r.cap, v, f, c, S, d) : Fs(t, x, T, r.dash, r.cap, v, f, c, S, M, d),
        B && g.translate(-E, -E);
    }
    function Fs(t, o, r, f, c, d, S, x, v, T, M) {
      let E = !1;
      v != 0 &&
        j.forEach((B, oe) => {
          if (B.series[0] == t) {
            let le = y[B.series[1]],
              Z = n[B.series[1]],
              W = (le._paths || Bl).band;
            Nt(W) && (W = B.dir == 1 ? W[0] : W[1]);
            let R,
              me = null;
            le.show && W && Mr(Z, Ae, De) ? ((me = B.fill(l, oe) || d), (R = le._paths.clip)) : (W = null),
              En(o, r, f, c, me, S, x, v, T, M, R, W),
              (E = !0);
          }
        }),
        E || En(o, r, f, c, d, S, x, v, T, M);
    }
    const Eo = Ml | eo;
    function En(t, o, r, f, c, d, S, x, v, T, M, E) {
      _o(t, o, r, f, c),
        (v || T || E) && (g.save(), v && g.clip(v), T && g.clip(T)),
        E
          ? (x & Eo) == Eo
            ? (g.clip(E), M && g.clip(M), Zl(c, S), Jl(t, d, o))
            : x & eo
              ? (Zl(c, S), g.clip(E), Jl(t, d, o))
              : x & Ml && (g.save(), g.clip(E), M && g.clip(M), Zl(c, S), g.restore(), Jl(t, d, o))
          : (Zl(c, S), Jl(t, d, o)),
        (v || T || E) && g.restore();
    }
    function Jl(t, o, r) {
      r > 0 &&
        (o instanceof Map
          ? o.forEach((f, c) => {
              (g.strokeStyle = ql = c), g.stroke(f);
            })
          : o != null && t && g.stroke(o));
    }
    function Zl(t, o) {
      o instanceof Map
        ? o.forEach((r, f) => {
            (g.fillStyle = al = f), g.fill(r);
          })
        : o != null && t && g.fill(o);
    }
    function Ns(t, o, r, f) {
      let c = O[t],
        d;
      if (f <= 0) d = [0, 0];
      else {
        const S = (c._space = c.space(l, t, o, r, f)),
          x = (c._incrs = c.incrs(l, t, o, r, f, S));
        d = jf(o, r, x, f, S);
      }
      return (c._found = d);
    }
    function An(t, o, r, f, c, d, S, x, v, T) {
      const M = (S % 2) / 2;
      N == 1 && g.translate(M, M), _o(x, S, v, T, x), g.beginPath();
      let E,
        B,
        oe,
        le,
        Z = c + (f == 0 || f == 3 ? -d : d);
      r == 0 ? ((B = c), (le = Z)) : ((E = c), (oe = Z));
      for (let W = 0; W < t.length; W++)
        o[W] != null && (r == 0 ? (E = oe = t[W]) : (B = le = t[W]), g.moveTo(E, B), g.lineTo(oe, le));
      g.stroke(), N == 1 && g.translate(-M, -M);
    }
    function Os(t) {
      let o = !0;
      return (
        O.forEach((r, f) => {
          if (!r.show) return;
          const c = _[r.scale];
          if (c.min == null) {
            r._show && ((o = !1), (r._show = !1), cl(!1));
            return;
          } else r._show || ((o = !1), (r._show = !0), cl(!1));
          const d = r.side,
            S = d % 2,
            { min: x, max: v } = c,
            [T, M] = Ns(f, x, v, S == 0 ? K : P);
          if (M == 0) return;
          const E = c.distr == 2,
            B = (r._splits = r.splits(l, f, x, v, T, M, E)),
            oe = c.distr == 2 ? B.map((R) => pt[R]) : B,
            le = c.distr == 2 ? pt[B[1]] - pt[B[0]] : T,
            Z = (r._values = r.values(l, r.filter(l, oe, f, M, le), f, M, le));
          r._rotate = d == 2 ? r.rotate(l, Z, f, M) : 0;
          const W = r._size;
          (r._size = ut(r.size(l, Z, f, t))), W != null && r._size != W && (o = !1);
        }),
        o
      );
    }
    function Hs(t) {
      let o = !0;
      return (
        vo.forEach((r, f) => {
          const c = r(l, f, Ut, t);
          c != Ct[f] && (o = !1), (Ct[f] = c);
        }),
        o
      );
    }
    function Ws() {
      for (let t = 0; t < O.length; t++) {
        const o = O[t];
        if (!o.show || !o._show) continue;
        let r = o.side,
          f = r % 2,
          c,
          d,
          S = o.stroke(l, t),
          x = r == 0 || r == 3 ? -1 : 1,
          [v, T] = o._found;
        if (o.label != null) {
          const Ie = o.labelGap * x,
            Qe = Pe((o._lpos + Ie) * ie);
          ko(o.labelFont[0], S, 'center', r == 2 ? 'top' : qo),
            g.save(),
            f == 1
              ? ((c = d = 0), g.translate(Qe, Pe(nt + ct / 2)), g.rotate((r == 3 ? -on : on) / 2))
              : ((c = Pe(qe + Ke / 2)), (d = Qe));
          const jt = Oi(o.label) ? o.label(l, t, v, T) : o.label;
          g.fillText(jt, c, d), g.restore();
        }
        if (T == 0) continue;
        const M = _[o.scale],
          E = f == 0 ? Ke : ct,
          B = f == 0 ? qe : nt,
          oe = o._splits,
          le = M.distr == 2 ? oe.map((Ie) => pt[Ie]) : oe,
          Z = M.distr == 2 ? pt[oe[1]] - pt[oe[0]] : v,
          W = o.ticks,
          R = o.border,
          me = W.show ? W.size : 0,
          ve = Pe(me * ie),
          Re = Pe((o.alignTo == 2 ? o._size - me - o.gap : o.gap) * ie),
          ue = (o._rotate * -on) / 180,
          ye = H(o._pos * ie),
          Je = (ve + Re) * x,
          Ge = ye + Je;
        (d = f == 0 ? Ge : 0), (c = f == 1 ? Ge : 0);
        const st = o.font[0],
          ht =
            o.align == 1
              ? bl
              : o.align == 2
                ? Wn
                : ue > 0
                  ? bl
                  : ue < 0
                    ? Wn
                    : f == 0
                      ? 'center'
                      : r == 3
                        ? Wn
                        : bl,
          _t = ue || f == 1 ? 'middle' : r == 2 ? 'top' : qo;
        ko(st, S, ht, _t);
        const Ze = o.font[1] * o.lineGap,
          rt = oe.map((Ie) => H(p(Ie, M, E, B))),
          dt = o._values;
        for (let Ie = 0; Ie < dt.length; Ie++) {
          let Qe = dt[Ie];
          if (Qe != null) {
            f == 0 ? (c = rt[Ie]) : (d = rt[Ie]), (Qe = '' + Qe);
            const jt =
              Qe.indexOf(`
`) == -1
                ? [Qe]
                : Qe.split(/\n/gm);
            for (let Be = 0; Be < jt.length; Be++) {
              const $o = jt[Be];
              ue
                ? (g.save(), g.translate(c, d + Be * Ze), g.rotate(ue), g.fillText($o, 0, 0), g.restore())
                : g.fillText($o, c, d + Be * Ze);
            }
          }
        }
        W.show &&
          An(rt, W.filter(l, le, t, T, Z), f, r, ye, ve, ce(W.width * ie, 3), W.stroke(l, t), W.dash, W.cap);
        const kt = o.grid;
        kt.show &&
          An(
            rt,
            kt.filter(l, le, t, T, Z),
            f,
            f == 0 ? 2 : 1,
            f == 0 ? nt : qe,
            f == 0 ? ct : Ke,
            ce(kt.width * ie, 3),
            kt.stroke(l, t),
            kt.dash,
            kt.cap,
          ),
          R.show &&
            An(
              [ye],
              [1],
              f == 0 ? 1 : 0,
              f == 0 ? 1 : 2,
              f == 1 ? nt : qe,
              f == 1 ? ct : Ke,
              ce(R.width * ie, 3),
              R.stroke(l, t),
              R.dash,
              R.cap,
            );
      }
      ze('drawAxes');
    }
    function cl(t) {
      y.forEach((o, r) => {
        r > 0 &&
          ((o._paths = null),
          t &&
            (s == 1
              ? ((o.min = null), (o.max = null))
              : o.facets.forEach((f) => {
                  (f.min = null), (f.max = null);
                })));
      });
    }
    let Ql = !1,
      Dn = !1,
      zl = [];
    function Gs() {
      Dn = !1;
      for (let t = 0; t < zl.length; t++) ze(...zl[t]);
      zl.length = 0;
    }
    function pl() {
      Ql || (Wr(Ao), (Ql = !0));
    }
    function Is(t, o = !1) {
      (Ql = !0), (Dn = o), t(l), Ao(), o && zl.length > 0 && queueMicrotask(Gs);
    }
    l.batch = Is;
    function Ao() {
      if ((wn && (zs(), (wn = !1)), il && (Ms(), (il = !1)), Kl)) {
        if (
          (ge(L, bl, pe),
          ge(L, 'top', Me),
          ge(L, Hl, K),
          ge(L, Wl, P),
          ge(D, bl, pe),
          ge(D, 'top', Me),
          ge(D, Hl, K),
          ge(D, Wl, P),
          ge(w, Hl, Pt),
          ge(w, Wl, Wt),
          (b.width = Pe(Pt * ie)),
          (b.height = Pe(Wt * ie)),
          O.forEach(({ _el: t, _show: o, _size: r, _pos: f, side: c }) => {
            if (t != null)
              if (o) {
                const d = c === 3 || c === 0 ? r : 0,
                  S = c % 2 == 1;
                ge(t, S ? 'left' : 'top', f - d),
                  ge(t, S ? 'width' : 'height', r),
                  ge(t, S ? 'top' : 'left', S ? Me : pe),
                  ge(t, S ? 'height' : 'width', S ? P : K),
                  qn(t, Zt);
              } else Xe(t, Zt);
          }),
          (ql = al = bn = yn = _n = kn = Tn = Mn = vn = null),
          ($e = 1),
          Fl(!0),
          pe != ol || Me != Gt || K != xt || P != It)
        ) {
          cl(!1);
          const t = K / xt,
            o = P / It;
          if (He && !Bt && z.left >= 0) {
            (z.left *= t), (z.top *= o), hl && Tt(hl, Pe(z.left), 0, K, P), dl && Tt(dl, 0, Pe(z.top), K, P);
            for (let r = 0; r < it.length; r++) {
              const f = it[r];
              f != null && ((fl[r] *= t), (ul[r] *= o), Tt(f, ut(fl[r]), ut(ul[r]), K, P));
            }
          }
          if (de.show && !$l && de.left >= 0 && de.width > 0) {
            (de.left *= t), (de.width *= t), (de.top *= o), (de.height *= o);
            for (const r in Fn) ge(wl, r, de[r]);
          }
          (ol = pe), (Gt = Me), (xt = K), (It = P);
        }
        ze('setSize'), (Kl = !1);
      }
      Pt > 0 &&
        Wt > 0 &&
        (g.clearRect(0, 0, b.width, b.height), ze('drawClear'), U.forEach((t) => t()), ze('draw')),
        de.show && $l && (Xl(de), ($l = !1)),
        He && Bt && ($t(null, !0, !1), (Bt = !1)),
        J.show && J.live && ot && (Rn(), (ot = !1)),
        h || ((h = !0), (l.status = 1), ze('ready')),
        (Cl = !1),
        (Ql = !1);
    }
    l.redraw = (t, o) => {
      (il = o || !1), t !== !1 ? Rt(A, k.min, k.max) : pl();
    };
    function Ln(t, o) {
      const r = _[t];
      if (r.from == null) {
        if (Ve == 0) {
          const f = r.range(l, o.min, o.max, t);
          (o.min = f[0]), (o.max = f[1]);
        }
        if (o.min > o.max) {
          const f = o.min;
          (o.min = o.max), (o.max = f);
        }
        if (Ve > 1 && o.min != null && o.max != null && o.max - o.min < 1e-16) return;
        t == A &&
          r.distr == 2 &&
          Ve > 0 &&
          ((o.min = gt(o.min, n[0])), (o.max = gt(o.max, n[0])), o.min == o.max && o.max++),
          (F[t] = o),
          (wn = !0),
          pl();
      }
    }
    l.setScale = Ln;
    let Cn,
      zn,
      hl,
      dl,
      Do,
      Lo,
      ml,
      gl,
      Co,
      zo,
      he,
      xe,
      zt = !1,
      Fe = z.drag,
      Le = Fe.x,
      Ce = Fe.y;
    He &&
      (z.x && (Cn = ft(ar, D)),
      z.y && (zn = ft(cr, D)),
      k.ori == 0 ? ((hl = Cn), (dl = zn)) : ((hl = zn), (dl = Cn)),
      (he = z.left),
      (xe = z.top));
    const de = (l.select = ke({ show: !0, over: !0, left: 0, width: 0, top: 0, height: 0 }, e.select)),
      wl = de.show ? ft(ur, de.over ? D : L) : null;
    function Xl(t, o) {
      if (de.show) {
        for (const r in t) (de[r] = t[r]), r in Fn && ge(wl, r, t[r]);
        o !== !1 && ze('setSelect');
      }
    }
    l.setSelect = Xl;
    function Bs(t) {
      if (y[t].show) Te && qn(be[t], Zt);
      else if ((Te && Xe(be[t], Zt), He)) {
        const r = rl ? it[0] : it[t];
        r != null && Tt(r, -10, -10, K, P);
      }
    }
    function Rt(t, o, r) {
      Ln(t, { min: o, max: r });
    }
    function vt(t, o, r, f) {
      o.focus != null && js(t),
        o.show != null &&
          y.forEach((c, d) => {
            d > 0 &&
              (t == d || t == null) &&
              ((c.show = o.show),
              Bs(d),
              s == 2
                ? (Rt(c.facets[0].scale, null, null), Rt(c.facets[1].scale, null, null))
                : Rt(c.scale, null, null),
              pl());
          }),
        r !== !1 && ze('setSeries', t, o),
        f && Nl('setSeries', l, t, o);
    }
    l.setSeries = vt;
    function Ys(t, o) {
      ke(j[t], o);
    }
    function Us(t, o) {
      (t.fill = X(t.fill || null)), (t.dir = ne(t.dir, -1)), (o = o ?? j.length), j.splice(o, 0, t);
    }
    function Ks(t) {
      t == null ? (j.length = 0) : j.splice(t, 1);
    }
    (l.addBand = Us), (l.setBand = Ys), (l.delBand = Ks);
    function $s(t, o) {
      (y[t].alpha = o),
        He && it[t] != null && (it[t].style.opacity = o),
        Te && be[t] && (be[t].style.opacity = o);
    }
    let Et,
      Vt,
      Kt,
      Sl = { focus: !0 };
    function js(t) {
      if (t != Kt) {
        const o = t == null,
          r = bt.alpha != 1;
        y.forEach((f, c) => {
          if (s == 1 || c > 0) {
            const d = o || c == 0 || c == t;
            (f._focus = o ? null : d), r && $s(c, d ? 1 : bt.alpha);
          }
        }),
          (Kt = t),
          r && pl();
      }
    }
    Te &&
      sl &&
      We(Xo, se, (t) => {
        z._lock || (Yt(t), Kt != null && vt(null, Sl, !0, _e.setSeries));
      });
    function yt(t, o, r) {
      const f = _[o];
      r && (t = t / ie - (f.ori == 1 ? Me : pe));
      let c = K;
      f.ori == 1 && ((c = P), (t = c - t)), f.dir == -1 && (t = c - t);
      const d = f._min,
        S = f._max,
        x = t / c,
        v = d + (S - d) * x,
        T = f.distr;
      return T == 3 ? _l(10, v) : T == 4 ? Er(v, f.asinh) : T == 100 ? f.bwd(v) : v;
    }
    function qs(t, o) {
      const r = yt(t, A, o);
      return gt(r, n[0], Ae, De);
    }
    (l.valToIdx = (t) => gt(t, n[0])),
      (l.posToIdx = qs),
      (l.posToVal = yt),
      (l.valToPos = (t, o, r) =>
        _[o].ori == 0 ? a(t, _[o], r ? Ke : K, r ? qe : 0) : u(t, _[o], r ? ct : P, r ? nt : 0)),
      (l.setCursor = (t, o, r) => {
        (he = t.left), (xe = t.top), $t(null, o, r);
      });
    function Ro(t, o) {
      ge(wl, bl, (de.left = t)), ge(wl, Hl, (de.width = o));
    }
    function Vo(t, o) {
      ge(wl, 'top', (de.top = t)), ge(wl, Wl, (de.height = o));
    }
    const Rl = k.ori == 0 ? Ro : Vo,
      Vl = k.ori == 1 ? Ro : Vo;
    function Js() {
      if (Te && J.live)
        for (let t = s == 2 ? 1 : 0; t < y.length; t++) {
          if (t == 0 && lt) continue;
          let o = J.values[t],
            r = 0;
          for (const f in o) St[t][r++].firstChild.nodeValue = o[f];
        }
    }
    function Rn(t, o) {
      if (
        (t != null &&
          (t.idxs
            ? t.idxs.forEach((r, f) => {
                fe[f] = r;
              })
            : Cr(t.idx) || fe.fill(t.idx),
          (J.idx = fe[0])),
        Te && J.live)
      ) {
        for (let r = 0; r < y.length; r++) (r > 0 || (s == 1 && !lt)) && Zs(r, fe[r]);
        Js();
      }
      (ot = !1), o !== !1 && ze('setLegend');
    }
    l.setLegend = Rn;
    function Zs(t, o) {
      let r = y[t],
        f = t == 0 && $ == 2 ? pt : n[t],
        c;
      lt
        ? (c = r.values(l, t, o) ?? Lt)
        : ((c = r.value(l, o == null ? null : f[o], t, o)), (c = c == null ? Lt : { _: c })),
        (J.values[t] = c);
    }
    function $t(t, o, r) {
      (Co = he),
        (zo = xe),
        ([he, xe] = z.move(l, he, xe)),
        (z.left = he),
        (z.top = xe),
        He && (hl && Tt(hl, Pe(he), 0, K, P), dl && Tt(dl, 0, Pe(xe), K, P));
      let f,
        c = Ae > De;
      (Et = ae), (Vt = null);
      const d = k.ori == 0 ? K : P,
        S = k.ori == 1 ? K : P;
      if (he < 0 || Ve == 0 || c) {
        f = z.idx = null;
        for (let x = 0; x < y.length; x++) {
          const v = it[x];
          v != null && Tt(v, -10, -10, K, P);
        }
        sl && vt(null, Sl, !0, t == null && _e.setSeries), J.live && (fe.fill(f), (ot = !0));
      } else {
        let x, v, T;
        s == 1 &&
          ((x = k.ori == 0 ? he : xe),
          (v = yt(x, A)),
          (f = z.idx = gt(v, n[0], Ae, De)),
          (T = C(n[0][f], k, d, 0)));
        let M = -10,
          E = -10,
          B = 0,
          oe = 0,
          le = !0,
          Z = '',
          W = '';
        for (let R = s == 2 ? 1 : 0; R < y.length; R++) {
          const me = y[R],
            ve = fe[R],
            Re = ve == null ? null : s == 1 ? n[R][ve] : n[R][1][ve],
            ue = z.dataIdx(l, R, f, v),
            ye = ue == null ? null : s == 1 ? n[R][ue] : n[R][1][ue];
          if (((ot = ot || ye != Re || ue != ve), (fe[R] = ue), R > 0 && me.show)) {
            const Je = ue == null ? -10 : ue == f ? T : C(s == 1 ? n[0][ue] : n[R][0][ue], k, d, 0),
              Ge = ye == null ? -10 : I(ye, s == 1 ? _[me.scale] : _[me.facets[1].scale], S, 0);
            if (sl && ye != null) {
              const st = k.ori == 1 ? he : xe,
                ht = Ee(bt.dist(l, R, ue, Ge, st));
              if (ht < Et) {
                const _t = bt.bias;
                if (_t != 0) {
                  const Ze = yt(st, me.scale),
                    rt = ye >= 0 ? 1 : -1,
                    dt = Ze >= 0 ? 1 : -1;
                  dt == rt &&
                    (dt == 1 ? (_t == 1 ? ye >= Ze : ye <= Ze) : _t == 1 ? ye <= Ze : ye >= Ze) &&
                    ((Et = ht), (Vt = R));
                } else (Et = ht), (Vt = R);
              }
            }
            if (ot || rl) {
              let st, ht;
              k.ori == 0 ? ((st = Je), (ht = Ge)) : ((st = Ge), (ht = Je));
              let _t,
                Ze,
                rt,
                dt,
                kt,
                Ie,
                Qe = !0,
                jt = Oe.bbox;
              if (jt != null) {
                Qe = !1;
                const Be = jt(l, R);
                (rt = Be.left), (dt = Be.top), (_t = Be.width), (Ze = Be.height);
              } else (rt = st), (dt = ht), (_t = Ze = Oe.size(l, R));
              if (((Ie = Oe.fill(l, R)), (kt = Oe.stroke(l, R)), rl))
                R == Vt &&
                  Et <= bt.prox &&
                  ((M = rt), (E = dt), (B = _t), (oe = Ze), (le = Qe), (Z = Ie), (W = kt));
              else {
                const Be = it[R];
                Be != null &&
                  ((fl[R] = rt),
                  (ul[R] = dt),
                  si(Be, _t, Ze, Qe),
                  oi(Be, Ie, kt),
                  Tt(Be, ut(rt), ut(dt), K, P));
              }
            }
          }
        }
        if (rl) {
          const R = bt.prox,
            me = Kt == null ? Et <= R : Et > R || Vt != Kt;
          if (ot || me) {
            const ve = it[0];
            ve != null &&
              ((fl[0] = M), (ul[0] = E), si(ve, B, oe, le), oi(ve, Z, W), Tt(ve, ut(M), ut(E), K, P));
          }
        }
      }
      if (de.show && zt)
        if (t != null) {
          const [x, v] = _e.scales,
            [T, M] = _e.match,
            [E, B] = t.cursor.sync.scales,
            oe = t.cursor.drag;
          if (((Le = oe._x), (Ce = oe._y), Le || Ce)) {
            let { left: le, top: Z, width: W, height: R } = t.select,
              me = t.scales[E].ori,
              ve = t.posToVal,
              Re,
              ue,
              ye,
              Je,
              Ge,
              st = x != null && T(x, E),
              ht = v != null && M(v, B);
            st && Le
              ? (me == 0 ? ((Re = le), (ue = W)) : ((Re = Z), (ue = R)),
                (ye = _[x]),
                (Je = C(ve(Re, E), ye, d, 0)),
                (Ge = C(ve(Re + ue, E), ye, d, 0)),
                Rl(wt(Je, Ge), Ee(Ge - Je)))
              : Rl(0, d),
              ht && Ce
                ? (me == 1 ? ((Re = le), (ue = W)) : ((Re = Z), (ue = R)),
                  (ye = _[v]),
                  (Je = I(ve(Re, B), ye, S, 0)),
                  (Ge = I(ve(Re + ue, B), ye, S, 0)),
                  Vl(wt(Je, Ge), Ee(Ge - Je)))
                : Vl(0, S);
          } else Nn();
        } else {
          let x = Ee(Co - Do),
            v = Ee(zo - Lo);
          if (k.ori == 1) {
            const B = x;
            (x = v), (v = B);
          }
          (Le = Fe.x && x >= Fe.dist), (Ce = Fe.y && v >= Fe.dist);
          const T = Fe.uni;
          T != null
            ? Le && Ce && ((Le = x >= T), (Ce = v >= T), !Le && !Ce && (v > x ? (Ce = !0) : (Le = !0)))
            : Fe.x && Fe.y && (Le || Ce) && (Le = Ce = !0);
          let M, E;
          Le &&
            (k.ori == 0 ? ((M = ml), (E = he)) : ((M = gl), (E = xe)),
            Rl(wt(M, E), Ee(E - M)),
            Ce || Vl(0, S)),
            Ce &&
              (k.ori == 1 ? ((M = ml), (E = he)) : ((M = gl), (E = xe)),
              Vl(wt(M, E), Ee(E - M)),
              Le || Rl(0, d)),
            !Le && !Ce && (Rl(0, 0), Vl(0, 0));
        }
      if (((Fe._x = Le), (Fe._y = Ce), t == null)) {
        if (r) {
          if (Ko != null) {
            const [x, v] = _e.scales;
            (_e.values[0] = x != null ? yt(k.ori == 0 ? he : xe, x) : null),
              (_e.values[1] = v != null ? yt(k.ori == 1 ? he : xe, v) : null);
          }
          Nl(Gn, l, he, xe, K, P, f);
        }
        if (sl) {
          const x = r && _e.setSeries,
            v = bt.prox;
          Kt == null
            ? Et <= v && vt(Vt, Sl, !0, x)
            : Et > v
              ? vt(null, Sl, !0, x)
              : Vt != Kt && vt(Vt, Sl, !0, x);
        }
      }
      ot && ((J.idx = f), Rn()), o !== !1 && ze('setCursor');
    }
    let Ft = null;
    Object.defineProperty(l, 'rect', {
      get() {
        return (Ft == null && Fl(!1), Ft);
      },
    });
    function Fl(t = !1) {
      t ? (Ft = null) : ((Ft = D.getBoundingClientRect()), ze('syncRect', Ft));
    }
    function Fo(t, o, r, f, c, d, S) {
      z._lock ||
        (zt && t != null && t.movementX == 0 && t.movementY == 0) ||
        (Vn(t, o, r, f, c, d, S, !1, t != null), t != null ? $t(null, !0, !0) : $t(o, !0, !1));
    }
    function Vn(t, o, r, f, c, d, S, x, v) {
      if ((Ft == null && Fl(!1), Yt(t), t != null)) (r = t.clientX - Ft.left), (f = t.clientY - Ft.top);
      else {
        if (r < 0 || f < 0) {
          (he = -10), (xe = -10);
          return;
        }
        const [T, M] = _e.scales,
          E = o.cursor.sync,
          [B, oe] = E.values,
          [le, Z] = E.scales,
          [W, R] = _e.match,
          me = o.axes[0].side % 2 == 1,
          ve = k.ori == 0 ? K : P,
          Re = k.ori == 1 ? K : P,
          ue = me ? d : c,
          ye = me ? c : d,
          Je = me ? f : r,
          Ge = me ? r : f;
        if (
          (le != null ? (r = W(T, le) ? p(B, _[T], ve, 0) : -10) : (r = ve * (Je / ue)),
          Z != null ? (f = R(M, Z) ? p(oe, _[M], Re, 0) : -10) : (f = Re * (Ge / ye)),
          k.ori == 1)
        ) {
          const st = r;
          (r = f), (f = st);
        }
      }
      v &&
        (o == null || o.cursor.event.type == Gn) &&
        ((r <= 1 || r >= K - 1) && (r = qt(r, K)), (f <= 1 || f >= P - 1) && (f = qt(f, P))),
        x ? ((Do = r), (Lo = f), ([ml, gl] = z.move(l, r, f))) : ((he = r), (xe = f));
    }
    const Fn = { width: 0, height: 0, left: 0, top: 0 };
    function Nn() {
      Xl(Fn, !1);
    }
    let No, Oo, Ho, Wo;
    function Go(t, o, r, f, c, d, S) {
      (zt = !0),
        (Le = Ce = Fe._x = Fe._y = !1),
        Vn(t, o, r, f, c, d, S, !0, !1),
        t != null && (We(In, $n, Io, !1), Nl(Zo, l, ml, gl, K, P, null));
      const { left: x, top: v, width: T, height: M } = de;
      (No = x), (Oo = v), (Ho = T), (Wo = M);
    }
    function Io(t, o, r, f, c, d, S) {
      (zt = Fe._x = Fe._y = !1), Vn(t, o, r, f, c, d, S, !1, !0);
      const { left: x, top: v, width: T, height: M } = de,
        E = T > 0 || M > 0,
        B = No != x || Oo != v || Ho != T || Wo != M;
      if ((E && B && Xl(de), Fe.setScale && E && B)) {
        let oe = x,
          le = T,
          Z = v,
          W = M;
        if (
          (k.ori == 1 && ((oe = v), (le = M), (Z = x), (W = T)), Le && Rt(A, yt(oe, A), yt(oe + le, A)), Ce)
        )
          for (const R in _) {
            const me = _[R];
            R != A && me.from == null && me.min != ae && Rt(R, yt(Z + W, R), yt(Z, R));
          }
        Nn();
      } else z.lock && ((z._lock = !z._lock), $t(o, !0, t != null));
      t != null && (nl(In, $n), Nl(In, l, he, xe, K, P, null));
    }
    function Qs(t, o, r, f, c, d, S) {
      if (z._lock) return;
      Yt(t);
      const x = zt;
      if (zt) {
        let v = !0,
          T = !0,
          M = 10,
          E,
          B;
        k.ori == 0 ? ((E = Le), (B = Ce)) : ((E = Ce), (B = Le)),
          E && B && ((v = he <= M || he >= K - M), (T = xe <= M || xe >= P - M)),
          E && v && (he = he < ml ? 0 : K),
          B && T && (xe = xe < gl ? 0 : P),
          $t(null, !0, !0),
          (zt = !1);
      }
      (he = -10), (xe = -10), fe.fill(null), $t(null, !0, !0), x && (zt = x);
    }
    function Bo(t, o, r, f, c, d, S) {
      z._lock || (Yt(t), xn(), Nn(), t != null && Nl(ei, l, he, xe, K, P, null));
    }
    function Yo() {
      O.forEach(qf), Sn(l.width, l.height, !0);
    }
    Qt(sn, yl, Yo);
    const xl = {};
    (xl.mousedown = Go),
      (xl.mousemove = Fo),
      (xl.mouseup = Io),
      (xl.dblclick = Bo),
      (xl.setSeries = (t, o, r, f) => {
        const c = _e.match[2];
        (r = c(l, o, r)), r != -1 && vt(r, f, !0, !1);
      }),
      He &&
        (We(Zo, D, Go),
        We(Gn, D, Fo),
        We(Qo, D, (t) => {
          Yt(t), Fl(!1);
        }),
        We(Xo, D, Qs),
        We(ei, D, Bo),
        to.add(l),
        (l.syncRect = Fl));
    const en = (l.hooks = e.hooks || {});
    function ze(t, o, r) {
      Dn
        ? zl.push([t, o, r])
        : t in en &&
          en[t].forEach((f) => {
            f.call(null, l, o, r);
          });
    }
    (e.plugins || []).forEach((t) => {
      for (const o in t.hooks) en[o] = (en[o] || []).concat(t.hooks[o]);
    });
    const Uo = (t, o, r) => r,
      _e = ke(
        {
          key: null,
          setSeries: !1,
          filters: { pub: ci, sub: ci },
          scales: [A, y[1] ? y[1].scale : null],
          match: [pi, pi, Uo],
          values: [null, null],
        },
        z.sync,
      );
    _e.match.length == 2 && _e.match.push(Uo), (z.sync = _e);
    const Ko = _e.key,
      On = fs(Ko);
    function Nl(t, o, r, f, c, d, S) {
      _e.filters.pub(t, o, r, f, c, d, S) && On.pub(t, o, r, f, c, d, S);
    }
    On.sub(l);
    function Xs(t, o, r, f, c, d, S) {
      _e.filters.sub(t, o, r, f, c, d, S) && xl[t](null, o, r, f, c, d, S);
    }
    l.pub = Xs;
    function er() {
      On.unsub(l), to.delete(l), Ht.clear(), Jn(sn, yl, Yo), m.remove(), se?.remove(), ze('destroy');
    }
    l.destroy = er;
    function Hn() {
      ze('init', e, n),
        yo(n || e.data, !1),
        F[A] ? Ln(A, F[A]) : xn(),
        ($l = de.show && (de.width > 0 || de.height > 0)),
        (Bt = ot = !0),
        Sn(e.width, e.height);
    }
    return (
      y.forEach(bo),
      O.forEach(Cs),
      i ? (i instanceof HTMLElement ? (i.appendChild(m), Hn()) : i(l, Hn)) : Hn(),
      l
    );
  }
  Ne.assign = ke;
  Ne.fmtNum = fo;
  Ne.rangeNum = rn;
  Ne.rangeLog = an;
  Ne.rangeAsinh = so;
  Ne.orient = el;
  Ne.pxRatio = ie;
  Ne.join = Hr;
  (Ne.fmtDate = ao), (Ne.tzDate = Jr);
  Ne.sync = fs;
  {
    (Ne.addGap = zf), (Ne.clipGaps = hn);
    const e = (Ne.paths = { points: ds });
    (e.linear = gs), (e.stepped = Ff), (e.bars = Nf), (e.spline = Hf);
  }
  function bs(e, n, i) {
    return {
      hooks: {
        drawClear: (l) => Jf(l, e, i('--gap')),
        draw: (l) => {
          Zf(l, e, i), Qf(l, n, i('--muted'));
        },
      },
    };
  }
  function Jf(e, { gaps: n }, i) {
    const { ctx: l, bbox: s } = e;
    l.save(), (l.fillStyle = i);
    for (const { fromSeconds: a, toSeconds: u } of n) {
      const p = Math.max(s.left, e.valToPos(a, 'x', !0)),
        h = Math.min(s.left + s.width, e.valToPos(u, 'x', !0));
      h > p && l.fillRect(p, s.top, h - p, s.height);
    }
    l.restore();
  }
  function Zf(e, { limits: n }, i) {
    const { ctx: l, bbox: s } = e;
    l.save(), l.setLineDash([8, 5]), (l.font = `${11 * devicePixelRatio}px system-ui, sans-serif`);
    for (const { label: a, value: u, severity: p } of n) {
      const h = e.valToPos(u, 'y', !0);
      h < s.top ||
        h > s.top + s.height ||
        ((l.strokeStyle = i(p === 'warn' ? '--warn' : '--crit')),
        (l.fillStyle = l.strokeStyle),
        l.beginPath(),
        l.moveTo(s.left, h),
        l.lineTo(s.left + s.width, h),
        l.stroke(),
        l.fillText(`${a} ${u}`, s.left + 4, h - 4));
    }
    l.restore();
  }
  function Qf(e, n, i) {
    const { ctx: l, bbox: s } = e;
    l.save(),
      (l.strokeStyle = i),
      (l.fillStyle = i),
      (l.font = `${10 * devicePixelRatio}px system-ui, sans-serif`);
    for (const { number: a, atSeconds: u } of n) {
      const p = e.valToPos(u, 'x', !0);
      p < s.left ||
        p > s.left + s.width ||
        (l.beginPath(),
        l.moveTo(p, s.top),
        l.lineTo(p, s.top + s.height),
        l.stroke(),
        l.fillText(String(a), p + 3, s.top + 10 * devicePixelRatio));
    }
    l.restore();
  }
  var Xf = 'time',
    vs = 170,
    eu = 40,
    tu = [[], [6, 4], [2, 3]];
  function lu(e) {
    for (const n of e.panels) {
      const i = document.querySelector(`[data-panel="${n.id}"]`);
      i !== null && nu(i, n, e);
    }
  }
  function nu(e, n, i) {
    const l = getComputedStyle(document.documentElement),
      s = (p) => l.getPropertyValue(p).trim(),
      a = { stroke: s('--muted'), grid: { stroke: s('--grid'), width: 1 }, ticks: { show: !1 } },
      u = new Ne(
        {
          width: e.clientWidth,
          height: vs,
          cursor: { sync: { key: Xf, setSeries: !1 }, drag: { x: !0, y: !1 } },
          legend: { live: !0 },
          scales: { x: { time: !1, range: (p, h, m) => [h, m] }, y: { range: ou(n) } },
          axes: [
            { ...a, values: (p, h) => h.map(ys), size: 24 },
            { ...a, values: (p, h) => h.map(_s), size: 52 },
          ],
          series: [
            { label: 'at', value: (p, h) => (h === null ? '' : ys(h)) },
            ...n.curves.map((p) => ({
              label: p.label,
              stroke: s(`--tone-${p.tone}`),
              width: 1.5,
              dash: tu[p.dash] ?? [],
              show: !p.hidden,
              spanGaps: !1,
              points: { show: i.x.length < eu, size: 4 },
              value: (h, m) => (m === null ? '\u2013' : `${_s(m)} ${iu(n)}`),
            })),
          ],
          plugins: [bs(n, i.marks, s)],
        },
        [i.x, ...n.curves.map((p) => p.values)],
        e,
      );
    u.setScale('x', { min: 0, max: i.endSeconds }),
      new ResizeObserver(() => u.setSize({ width: e.clientWidth, height: vs })).observe(e);
  }
  function ou({ limits: e }) {
    return (n, i, l) => {
      const s = Number.isFinite(l) && l > 0 ? l : 1,
        a = e.map(({ value: u }) => u).filter((u) => u <= s * 2.5);
      return [0, Math.max(s, ...a) * 1.1];
    };
  }
  function ys(e) {
    const n = Math.floor(e);
    return `${Math.floor(n / 60)}:${String(n % 60).padStart(2, '0')}`;
  }
  function _s(e) {
    return e !== 0 && Math.abs(e) < 10
      ? String(Number(e.toPrecision(3)))
      : e.toLocaleString('en-US', { maximumFractionDigits: 1 });
  }
  function iu({ unit: e }) {
    return e === 'count' ? '' : e;
  }
  var ks = document.getElementById('charts')?.textContent;
  ks && lu(JSON.parse(ks));
})();
