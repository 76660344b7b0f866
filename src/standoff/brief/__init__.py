"""The brief: what a run says, on one page, every number with its provenance."""

from standoff.brief.gather import gather as gather
from standoff.brief.write import Template as Template
from standoff.brief.write import render as render
from standoff.brief.write import write_brief as write_brief
