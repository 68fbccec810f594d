// Each chart is drawn from the table below it, so that the table says the same in words.
const drawn = new Map();
const scheme = matchMedia("(prefers-color-scheme: dark)");
scheme.addEventListener("change", () => {
  for (const chart of drawn.values()) chart.destroy();
  drawn.clear();
  drawCharts();
});

export function drawCharts() {
  // The library may be missing: then the tables stand for themselves.
  if (window.Chart === undefined) return;
  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const table = document.querySelector(`#${figure.dataset.table} table`);
    if (table !== null) draw(figure, table);
  }
}

function draw(figure, table) {
  const { labels, columns } = read(table);
  const known = drawn.get(figure);
  if (known !== undefined) {
    known.data.labels = labels;
    known.data.datasets.forEach((set, index) => { set.data = columns[index].values; });
    known.update("none");
    return;
  }
  const colours = palette();
  figure.querySelector(".canvas").hidden = false;
  const axis = { stacked: true, border: { display: false }, ticks: { color: colours.soft, maxRotation: 0, autoSkipPadding: 24 } };
  drawn.set(figure, new window.Chart(figure.querySelector("canvas"), {
    type: figure.dataset.chart,
    data: { labels, datasets: columns.map((column) => ({ label: column.name, data: column.values, backgroundColor: colours[column.colour], maxBarThickness: 28, borderRadius: 2 })) },
    options: {
      animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
      scales: {
        x: { ...axis, grid: { display: false } },
        y: { ...axis, beginAtZero: true, suggestedMax: 4, grid: { color: colours.line }, ticks: { ...axis.ticks, maxTicksLimit: 5, precision: 0, callback: short } },
      },
      plugins: { legend: { align: "start", labels: { color: colours.soft, boxWidth: 10, boxHeight: 10 } } },
    },
  }));
}

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  const value = (cell) => Number(cell.dataset.value ?? cell.textContent);
  return {
    labels: rows.map((row) => row.cells[0].textContent),
    columns: heads.map((head, index) => ({ name: head.textContent, colour: head.dataset.colour, values: rows.map((row) => value(row.cells[index + 1])) })),
  };
}

function palette() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return { one: colour("accent"), two: colour("accent-mid"), three: colour("warn"), bad: colour("bad"), soft: colour("soft"), line: colour("line") };
}

function short(value) {
  for (const [size, unit] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
    if (value >= size) return `${Number((value / size).toFixed(1))}${unit}`;
  }
  return value;
}
