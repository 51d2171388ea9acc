"""Faults in what pictures show of faces, level sets, definitions and persistence, and in meshes."""

from tests.mutations.mutant import Mutant

_SHAPES = "drawing/test_face_shapes.py::test_"
_PLANE = _SHAPES + "plane_faces_are_the_exact_ones"
_SPACE = _SHAPES + "polygons_in_space_are_the_facets_of_the_regions"
_FAR = _SHAPES + "what_lies_far_out_is_cut_off_exactly"
_SINGLE = _SHAPES + "single_points_and_insides_are_shown_once"
_FACES = "plotting/test_faces.py::test_"
_LEVELS = "plotting/test_level_sets.py::test_"
_PANELS = "plotting/test_definitions.py::test_"
_BARS = "plotting/test_persistence.py::test_"
_MESHES = "files/test_level_meshes.py::test_"


def _drawing(name, file, text, replacement, *tests):
    return Mutant(f"drawn: {name}", f"drawing/faces/{file}", text, replacement, tests)


def _plotting(name, file, text, replacement, *tests):
    return Mutant(f"drawn: {name}", f"plotting/{file}", text, replacement, tests)


def _meshes(name, text, replacement, *tests):
    return Mutant(f"drawn: {name}", "files/meshes/level_surfaces.py", text, replacement, tests)


# fmt: off
MUTANTS = (
    _drawing("one share less the other", "clipping.py", "here / (here - before)", "1 - share", _SPACE),
    _drawing("chains that close", "clipping.py", "(k or closes) and", "", _SHAPES + "clipping_takes_fractions_as_they_are"),
    _drawing("floats however far", "shapes.py", "return farthest * _ROUNDING <=", "return farthest * 0.0 <=", _FAR),
    _drawing("what has no extent", "shapes.py", "return shape if _has_extent(shape) else nothing", "return shape", _SHAPES + "what_only_touches_the_view_is_left_out"),
    _drawing("no edge at infinity", "cycles.py", "np.concatenate([ends, joined])", "np.concatenate([ends, joined[:0]])", _PLANE),
    _drawing("back instead of ahead", "cycles.py", "np.where(ahead == previous, neighbours[current, 1], ahead)", "ahead", _SHAPES + "every_polygon_runs_around_itself"),
    _drawing("half of a line", "corners.py", "back = [_sum(first, step, -1)", "back = [_sum(first, step, 0)", _PLANE),
    _drawing("insides with their lines", "level_sets.py", "return zero & ~np.logical_and.reduceat(flat, faces.cell_offsets[:-1])", "return zero", _SINGLE),
    _drawing("points of lines", "level_sets.py", "zero[above.facets[zero_above]] = False", "pass", _LEVELS + "the_legend_has_the_betti_numbers", _LEVELS + "segments_lie_where_the_output_has_the_level"),
    _plotting("inner faces as outer ones", "faces.py", '((on_boundary, "white"), (~on_boundary, DIMENSION_COLORS[0]))', '((~on_boundary, "white"), (on_boundary, DIMENSION_COLORS[0]))', _FACES + "every_face_of_a_plane_complex_is_drawn_once"),
    _plotting("signs of other faces", "faces.py", ".signs[own.faces]", ".signs[own.faces[::-1]]", _FACES + "sign_vectors_stand_at_their_faces"),
    _plotting("signs without limit", "sign_vectors.py", "if faces > _MOST_FACES:", "if False:", _FACES + "too_many_signs_are_refused"),
    _plotting("the other side's colour", "level_sets.py", "(polygons.normals() @ eye) > 0", "(polygons.normals() @ eye) < 0", _LEVELS + "the_surface_is_painted_from_back_to_front"),
    _plotting("painted in any order", "level_sets.py", 'order = np.argsort(places, kind="stable")', "order = np.argsort(-places)", _LEVELS + "the_surface_is_painted_from_back_to_front"),
    _plotting("slices that are boundaries", "definitions.py", "if not any(_holds(member.polytope, ends) for member in region.regions):", "if True:", _PANELS + "points_join_closed_regions"),
    _plotting("any part of a closed region joins", "definitions.py", "counts > 1", "counts > 0", _PANELS + "slices_join_closed_regions"),
    _plotting("polygons as they come", "interactive_level_sets.py", "return polygons.turned(towards_first * rises > 0)", "return polygons", _LEVELS + "the_mesh_has_the_corners_of_the_level_set"),
    _plotting("walls within a region", "definitions.py", "labels[first] != labels[last]", "first != last", _PANELS + "the_six_definitions_differ_on_one_network"),
    _plotting("one colour for two parts", "nested_colors.py", "if kept < 0 or kept in taken:", "if kept < 0:", _PANELS + "colours_are_kept_by_the_first_part_alone"),
    _plotting("infinity among the levels", "persistence.py", "beyond = _BEYOND * (high - low)", "beyond = 0", _BARS + "every_bar_is_a_point"),
    _plotting("a bar for each kind", "persistence.py", 'np.repeat(column, columns["multiplicity"])', "column", _BARS + "a_barcode_has_a_bar_for_each_class"),
    _meshes("cells beside other facets than those of the level", "np.repeat(found.signs(2) == 0", "np.repeat(found.signs(2) > 0", "files/test_level_meshes.py"),
    _meshes("both sides of a polygon", "shows = not beyond or (signs[cell], cell) < (beyond, face.neighbour)", "shows = True", _MESHES + "a_shell_has_two_spheres"),
    _meshes("turned inside out", "face.vertices if signs[cell] < 0 else", "face.vertices if signs[cell] > 0 else", _MESHES + "a_shell_has_two_spheres"),
    _meshes("insides", "if not signs[cell] or not shows:", "if not shows:", _MESHES + "the_surface_of_a_set_with_an_inside"),
    _meshes("all facets", "if any(dot(form, cells.vertices[index]) for index in face.vertices):", "if False:", _MESHES + "a_torus_is_a_torus"),
)
# fmt: on
