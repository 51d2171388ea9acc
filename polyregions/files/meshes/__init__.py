"""The regions of complexes in two and three dimensions as meshes: OBJ and PLY files."""

from polyregions.files.meshes.demands import check_lift, checked_mesh_view
from polyregions.files.meshes.level_surfaces import check_level, level_mesh
from polyregions.files.meshes.mesh import Face, Mesh, region_mesh
from polyregions.files.meshes.writing import MESH_FORMATS, write_level_set, write_mesh

__all__ = [
    "MESH_FORMATS",
    "Face",
    "Mesh",
    "check_level",
    "check_lift",
    "checked_mesh_view",
    "level_mesh",
    "region_mesh",
    "write_level_set",
    "write_mesh",
]
